// Runs BuildKit's own checks, those of `docker build --check`, over Dockerfiles without an engine.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	digest "github.com/opencontainers/go-digest"
)

// anyImage takes every base image for an empty one, so that no registry is asked.
type anyImage struct{}

func (anyImage) ResolveImageConfig(
	_ context.Context, ref string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	config := fmt.Sprintf(`{"os":%q,"architecture":%q}`, runtime.GOOS, runtime.GOARCH)
	return ref, digest.FromString(ref), []byte(config), nil
}

func main() {
	found := 0
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		source := llb.NewSourceMap(nil, path, "Dockerfile", text)
		source.Definition = &llb.Definition{}
		results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
			SourceMap:    source,
			MetaResolver: anyImage{},
		})
		if err != nil {
			fmt.Printf("%s: %v\n", path, err)
			found++
			continue
		}
		if results.Error != nil {
			fmt.Printf("%s: %s\n", path, results.Error.Message)
			found++
		}
		for _, warning := range results.Warnings {
			line := int32(0)
			if warning.Location != nil && len(warning.Location.Ranges) > 0 {
				line = warning.Location.Ranges[0].Start.Line
			}
			fmt.Printf("%s:%d %s: %s\n", path, line, warning.RuleName, warning.Detail)
			found++
		}
	}
	if found > 0 {
		os.Exit(1)
	}
}
