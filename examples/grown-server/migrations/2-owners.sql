alter table boats add column owner text not null default 'the harbour';
