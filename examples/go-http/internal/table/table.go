// Package table reads the times of high water.
package table

import (
	"encoding/json"
	"fmt"
)

// Table holds the times of high water by harbour.
type Table map[string][]string

// Read turns JSON into a table.
func Read(text []byte) (Table, error) {
	var table Table
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, fmt.Errorf("the table of harbours: %w", err)
	}
	return table, nil
}
