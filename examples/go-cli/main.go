// Slugs turns titles into words for addresses.
package main

import (
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
)

var version = "dev"

func main() {
	var separator string
	command := &cobra.Command{
		Use:     "slugs TITLE...",
		Short:   "Turn titles into words for addresses",
		Version: version,
		Args:    cobra.MinimumNArgs(1),
		Run: func(_ *cobra.Command, titles []string) {
			for _, title := range titles {
				fmt.Println(slug(title, separator))
			}
		},
	}
	command.Flags().StringVarP(&separator, "separator", "s", "-", "what stands between the words")
	if command.Execute() != nil {
		os.Exit(2)
	}
}

func slug(title, separator string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, separator)
}
