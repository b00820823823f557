module example.com/ferries/api

go 1.26
