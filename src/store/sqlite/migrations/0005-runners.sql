-- Runners that told of themselves.

create table runner(
  id text primary key,
  seen_ms integer not null,
  about text not null                   -- JSON
) strict, without rowid;
