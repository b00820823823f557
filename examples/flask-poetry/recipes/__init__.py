from flask import Flask

from recipes.pages import pages


def create_app() -> Flask:
    app = Flask(__name__)
    app.register_blueprint(pages)
    return app
