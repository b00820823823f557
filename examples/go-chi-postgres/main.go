// Guestbook keeps what visitors write in PostgreSQL.
package main

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"
)

type application struct {
	pool  *pgxpool.Pool
	pages *template.Template
}

func main() {
	if err := run(); err != nil {
		slog.Error("guestbook stops", "error", err)
		os.Exit(1)
	}
}

func run() error {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	pages, err := template.ParseGlob("templates/*.html")
	if err != nil {
		return err
	}
	pool, err := pgxpool.New(stop, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer pool.Close()

	app := &application{pool: pool, pages: pages}
	server := &http.Server{Addr: ":" + port(), Handler: app.routes()}
	go func() {
		<-stop.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func port() string {
	if given := os.Getenv("PORT"); given != "" {
		return given
	}
	return "4000"
}

func (app *application) routes() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer)
	router.Get("/health", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	router.Get("/", func(w http.ResponseWriter, _ *http.Request) {
		app.pages.ExecuteTemplate(w, "home.html", nil)
	})
	router.Get("/visits/{name}", app.visit)
	return router
}

const schema = `CREATE TABLE IF NOT EXISTS visits (name text PRIMARY KEY, count bigint NOT NULL)`

const count = `INSERT INTO visits VALUES ($1, 1)
	ON CONFLICT (name) DO UPDATE SET count = visits.count + 1 RETURNING count`

func (app *application) visit(w http.ResponseWriter, r *http.Request) {
	within, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	var visits int64
	_, err := app.pool.Exec(within, schema)
	if err == nil {
		err = app.pool.QueryRow(within, count, chi.URLParam(r, "name")).Scan(&visits)
	}
	if err != nil {
		slog.Warn("no database", "error", err)
		http.Error(w, "The database does not answer", http.StatusServiceUnavailable)
		return
	}
	app.pages.ExecuteTemplate(w, "visit.html", visits)
}
