package table

import "testing"

func TestRead(t *testing.T) {
	table, err := Read([]byte(`{"Texel": ["02:11"]}`))
	if err != nil || table["Texel"][0] != "02:11" {
		t.Fatal(table, err)
	}
}
