-- Schedules: which jobs are made when, and how far that has come.

create table schedule(
  name text primary key,
  revision integer not null,            -- from the counter `schedule`: never the same twice
  due integer,                          -- when to look at it again; null = never
  json text not null,                   -- what was defined
  state text not null                   -- JSON: the next slot, those that wait, the runs
) strict, without rowid;
create index schedule_due on schedule(due) where due is not null;
insert into counter(name, value) values ('schedule', 0);
