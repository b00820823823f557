create table if not exists boats (name text primary key, length real not null);
insert into boats values ('Evening Tide', 9.5);
