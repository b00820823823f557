import os

import MySQLdb
from flask import Flask

app = Flask(__name__)


def connect() -> MySQLdb.Connection:
    return MySQLdb.connect(
        host=os.environ["MYSQL_HOST"],
        user=os.environ["MYSQL_USER"],
        password=os.environ["MYSQL_PASSWORD"],
        database=os.environ["MYSQL_DATABASE"],
    )


@app.get("/")
def home() -> str:
    return f"orchard, by the client library {MySQLdb.get_client_info()}"


@app.get("/trees")
def trees() -> list[str]:
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("select name from trees order by name")
        return [name for (name,) in cursor]
