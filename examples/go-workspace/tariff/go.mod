module example.com/ferries/tariff

go 1.26
