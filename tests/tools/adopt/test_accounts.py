from __future__ import annotations

from dockgen.tools.adopt.accounts import change, numeric
from dockgen.tools.adopt.tree import Tree
from tests.tools.adopt.archives import tree

USERS = "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www:/var/www:/sbin/nologin\n"
GROUP = "root:x:0:\nwww-data:x:33:\n"
SHADOW = "root:*:20000:0:99999:7:::\nwww-data:*:20000::::::\n"


def files(
    users: str = USERS, group: str = GROUP, shadow: str = SHADOW, tool: str = "usr/sbin/useradd"
) -> Tree:
    return tree({"etc/passwd": users, "etc/group": group, "etc/shadow": shadow, tool: "x"})


def test_nothing_changed_needs_no_commands_even_without_tools() -> None:
    assert change(files(tool="x"), files()).commands == ()


def test_added_users_groups_and_members_become_commands() -> None:
    after = files(
        users=f"{USERS}app:x:1500:1500:An App,,,:/srv/my app:/bin/sh\n",
        group="root:x:0:\nwww-data:x:33:app\napp:x:1500:\n",
        shadow=f"{SHADOW}app:!:20100::::::\n",
    )
    made = change(files(), after)
    assert made.commands == (
        "groupadd --gid 1500 app",
        (
            "useradd --no-log-init --no-create-home --uid 1500 --gid 1500 --comment 'An App,,,' "
            "--home-dir '/srv/my app' --shell /bin/sh app"
        ),
        "usermod --append --groups www-data app",
    )
    assert made.passwords == ()


def test_busybox_has_words_of_its_own() -> None:
    after = files(
        users=f"{USERS}app:x:1500:33::/app:/bin/sh\n", group=f"{GROUP}team:x:50:app,root\n"
    )
    assert change(files(tool="bin/busybox"), after).commands == (
        "addgroup -g 50 team",
        "adduser -D -H -u 1500 -G www-data -g '' -h /app -s /bin/sh app",
        "addgroup app team",
        "addgroup root team",
    )


def test_what_is_not_an_addition_is_left_to_the_files() -> None:
    changed = [
        files(users=USERS.replace("/bin/bash", "/bin/sh")),
        files(users="root:x:0:0:root:/root:/bin/bash\n"),
        files(group="root:x:0:\nwww-data:x:34:\n"),
        files(group="root:x:0:\n"),
    ]
    assert [change(files(), after).commands for after in changed] == [None] * 4
    without_tools = files(tool="x")
    assert change(without_tools, files(group=f"{GROUP}new:x:9:\n")).commands is None


def test_a_password_is_named_and_a_locked_account_has_none() -> None:
    after = files(shadow="root:$y$hash:20000::::::\nwww-data:!*:20000::::::\n")
    assert change(files(), after).passwords == ("root",)
    assert change(after, after).passwords == ()


def test_users_are_known_by_their_numbers() -> None:
    names = ["www-data", "www-data:root", "www-data:5", "33", "5:root", "", "nobody"]
    expected = ["33:33", "33:0", "33:5", "33", "5:root", "", "nobody"]
    assert [numeric(name, files()) for name in names] == expected
