// Package web holds the pages that Vite builds.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var built embed.FS

// Pages are the files that Vite builds.
func Pages() fs.FS {
	pages, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return pages
}
