from __future__ import annotations

import pytest

from dockgen.tools.layers.history import Step, instruction_of, steps

HASH = "a" * 64


@pytest.mark.parametrize(
    ("noted", "instruction"),
    [
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("/bin/sh -c #(nop) WORKDIR /app", "WORKDIR /app"),
        ("/bin/sh -c apt-get update", "RUN apt-get update"),
        ("RUN /bin/sh -c npm ci # buildkit", "RUN npm ci"),
        ("COPY . . # buildkit", "COPY . ."),
        ("COPY /from /to", "COPY /from /to"),
        (f"/bin/sh -c #(nop) ADD file:{HASH} in / ", "ADD … /"),
        (f"/bin/sh -c #(nop) COPY multi:{HASH} in /app/", "COPY … /app/"),
        ("|1 TOKEN=s3cret /bin/sh -c make", "RUN make"),
        ("RUN |2 TOKEN=s3cret NAME=a b /bin/sh -c make all # buildkit", "RUN make all"),
        ("RUN /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN curl x | sh"),
        ("RUN /bin/ash -eo pipefail -c true # buildkit", "RUN true"),
        ("/bin/sh -c set -eux; \t  make; \t  rm x", "RUN set -eux; make; rm x"),
        ('ENTRYPOINT ["/bin/sh" "-c" "x"]', 'ENTRYPOINT ["/bin/sh" "-c" "x"]'),
        ("# debian.sh --arch 'amd64' out/ 'trixie'", "# debian.sh --arch 'amd64' out/ 'trixie'"),
        ("RUN /bin/sh -c a\nb # buildkit", "RUN a ↵ b"),
        ("ARG TOKEN=s3cret and more", "ARG TOKEN"),
        ("ARG TOKEN", "ARG TOKEN"),
        ("", ""),
    ],
)
def test_an_instruction_reads_as_a_person_writes_it(noted: str, instruction: str) -> None:
    assert instruction_of(noted) == instruction


def test_an_imported_layer_says_where_it_came_from() -> None:
    assert instruction_of("", "Imported from -") == "Imported from -"


def test_a_step_without_a_layer_is_a_setting_of_the_layer_before_it() -> None:
    config = {
        "history": [
            {"created_by": "ENV EARLY=1", "empty_layer": True},
            {"created_by": "COPY a b", "created": "2026-01-01"},
            {"created_by": "ENV A=1", "empty_layer": True},
            {"created_by": "USER 1000", "empty_layer": True},
            {"created_by": "RUN /bin/sh -c make"},
        ]
    }
    assert steps(config, 2) == (
        Step("COPY a b", ("ENV A=1", "USER 1000"), "2026-01-01"),
        Step("RUN make"),
    )


@pytest.mark.parametrize("config", [{}, {"history": None}, {"history": ["odd", {}]}])
def test_a_history_that_does_not_fit_says_nothing(config: dict[str, object]) -> None:
    assert steps(config, 2) == (Step(), Step())
