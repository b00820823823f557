"""Go programs that no container of a service runs: functions, plugins, desktop and mobile."""

from __future__ import annotations

from collections.abc import Sequence

from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.go.code.packages import Closure
from dockgen.ecosystems.go.code.source import GoFile

IMPORTS: tuple[tuple[str, str], ...] = (
    ("github.com/wailsapp/wails", "a desktop application of Wails"),
    ("fyne.io/fyne", "a desktop application of Fyne"),
    ("gioui.org", "a desktop application of Gio"),
    ("github.com/lxn/walk", "a desktop application for Windows"),
    ("github.com/gotk3/gotk3", "a desktop application of GTK"),
    ("github.com/diamondburned/gotk4", "a desktop application of GTK"),
    ("github.com/therecipe/qt", "a desktop application of Qt"),
    ("github.com/mappu/miqt", "a desktop application of Qt"),
    ("github.com/hajimehoshi/ebiten", "a game of Ebitengine"),
    ("github.com/faiface/pixel", "a game of Pixel"),
    ("github.com/gen2brain/raylib-go", "a game of raylib"),
    ("github.com/getlantern/systray", "a program of the desktop's tray"),
    ("golang.org/x/mobile/app", "a mobile application"),
    ("github.com/hashicorp/terraform-plugin-framework/providerserver", "a Terraform provider"),
    ("github.com/hashicorp/terraform-plugin-sdk", "a Terraform provider"),
    ("github.com/hashicorp/terraform-plugin-go", "a Terraform provider"),
    ("github.com/hashicorp/terraform/plugin", "a Terraform provider"),
    ("github.com/hashicorp/packer-plugin-sdk/plugin", "a Packer plugin"),
    ("github.com/mattermost/mattermost/server/public/plugin", "a Mattermost plugin"),
    ("github.com/pulumi/pulumi/sdk", "an infrastructure program of Pulumi"),
    ("github.com/aws/aws-cdk-go/awscdk", "an infrastructure program of the AWS CDK"),
    ("machine", "a program for a microcontroller"),
    ("github.com/fastly/compute-sdk-go", "a program for Fastly's edge"),
    ("github.com/syumai/workers", "a program for Cloudflare Workers"),
)
"""What a program is that imports a package, which runs in no container of its own."""

LAMBDA = "github.com/aws/aws-lambda-go/lambda"
LAMBDA_START = lazy_regex(r"\blambda\.Start\w*\s*\(")


def why(closure: Closure, *, listens: bool) -> str | None:
    """What a program is, where no container of its own runs it; None otherwise.

    Args:
        closure: the program.
        listens: whether it opens a port, as functions do that also run by themselves.
    """
    for prefix, what in IMPORTS:
        if any(path == prefix or path.startswith(f"{prefix}/") for path in closure.imported):
            return what
    if LAMBDA in closure.imported and not listens and _starts_lambda(closure.files):
        return "a function of AWS Lambda"
    return None


def _starts_lambda(files: Sequence[GoFile]) -> bool:
    return any(LAMBDA_START.search(file.code) for file in files)
