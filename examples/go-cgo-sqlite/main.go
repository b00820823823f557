// Beehives keeps the weights of hives in SQLite.
package main

import (
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"os"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	if err := os.MkdirAll("data", 0o755); err != nil {
		log.Fatal(err)
	}
	database, err := sql.Open("sqlite3", "data/hives.db")
	if err != nil {
		log.Fatal(err)
	}
	schema := `CREATE TABLE IF NOT EXISTS weights (hive TEXT, kilograms REAL)`
	if _, err := database.Exec(schema); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /hives/{hive}", func(w http.ResponseWriter, r *http.Request) {
		hive := r.PathValue("hive")
		if _, err := database.Exec(`INSERT INTO weights VALUES (?, 31.5)`, hive); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var times int
		row := database.QueryRow(`SELECT count(*) FROM weights WHERE hive = ?`, hive)
		if err := row.Scan(&times); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "%s was weighed %d times\n", hive, times)
	})
	log.Fatal(http.ListenAndServe(":8081", nil))
}
