-- Agents that were asked to take no more jobs.

create table draining(agent text primary key) strict, without rowid;
