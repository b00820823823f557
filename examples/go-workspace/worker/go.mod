module example.com/ferries/worker

go 1.26
