"""Commands that serve what is being written, and those that do not."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.node.scripts import development

FOR_DEVELOPERS = """
vite
vite --host
vite preview --port 4000
next dev
nuxt dev
strapi develop
medusa develop
remix vite:dev
brunch watch --server
brunch w
docusaurus-start
docusaurus start
polymer serve
sanity start
ionic-app-scripts serve
webpack serve --open
webpack-dev-server --inline
react-scripts --max_old_space_size=4096 start
vue-cli-service serve
ng serve --host 0.0.0.0
parcel src/index.html
rollup -c -w
tsc -w
eleventy --serve
http-server -o -a localhost
live-server
gulp
grunt serve
backstage-cli package start
nodemon
esbuild a.js --bundle --servedir=www
foo watch --server
foo --hot
bar --livereload --port 4
baz-dev-server
node build/dev-server.js
node server.dev.js
node devServer.js
node dev
nx serve api
"""

FOR_PRODUCTION = """
next start
remix-serve build/server/index.js
react-router-serve build/server/index.js
rw-server
strapi start
node server.js
node dist/devices/index.js
node dist/main.js --watch-interval 5
node src/developers.js
serve -s build
http-server dist
sirv public
fastify start -l info app.js
nest start
parcel build a.html
gulp build
tool --server production
pm2-runtime ecosystem.config.js
tsx src/index.ts
bun run src/index.ts
moleculer-runner services
directus start
"""


@pytest.mark.parametrize("command", FOR_DEVELOPERS.split("\n")[1:-1])
def test_a_server_for_the_developer_is_known(command: str) -> None:
    assert development.serves(tuple(command.split()))
    if not command.startswith("node "):
        assert development.serves(tuple(f"node_modules/.bin/{command}".split()))


@pytest.mark.parametrize("command", FOR_PRODUCTION.split("\n")[1:-1])
def test_a_server_of_production_is_none(command: str) -> None:
    assert not development.serves(tuple(command.split()))
