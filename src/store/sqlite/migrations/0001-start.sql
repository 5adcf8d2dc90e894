-- Jobs, sessions, registry, events. Times are epoch milliseconds; see src/lifecycle for what the columns mean.

create table job(
  id integer primary key,               -- order of submission
  guid text not null unique,
  -- where it comes from
  run text,
  lane text not null,
  priority integer not null,
  actor text not null,
  created integer not null,             -- epoch seconds, as in the record
  start integer not null,               -- epoch seconds, as in the record
  created_ms integer not null,
  -- what it asks for
  named integer not null,
  retry integer not null,
  schedule_ms integer not null,
  timeout_ms integer not null,
  ignore_error integer not null,
  ignore_codes text,                    -- JSON array; null = none
  -- how it stands
  state text not null,
  seq integer not null default 0,       -- order in an inbox, within a priority and before id
  inbox text,
  agent text,
  session text,
  fence integer not null default 0,
  answered integer,
  candidates text,                      -- JSON array; null = to be chosen
  revision integer not null,
  turn integer not null default 0,
  round integer not null default 0,
  lost integer not null default 0,
  attempt integer not null default 0,
  unmet integer not null,
  not_before integer not null,
  due integer,
  undecided integer,
  cancel text,
  scheduled_ms integer,
  started_ms integer,
  ended_ms integer,
  outcome text,
  ignored integer not null default 0,
  code integer not null default 0,
  message text not null default '',
  result text                           -- JSON
) strict;
create index job_inbox on job(inbox, lane, priority, seq) where inbox is not null;
-- Few jobs are held, so what is due of them is found among all of them; the others need an order.
create index job_due on job(due) where due is not null and session is null;
create index job_undecided on job(undecided) where undecided is not null;
create index job_session on job(session, due) where session is not null;
create index job_ended on job(state, ended_ms) where ended_ms is not null;
create index job_run on job(run) where run is not null;

-- The record as it was submitted: written once, never again.
create table spec(
  job integer primary key,
  json text not null,                   -- everything but status, without the closing brace
  status text,                          -- the submitted status, if it has members unknown to us
  n integer,
  label text,
  file text,
  line integer,
  retry_of text                         -- guid of the job that this one runs again
) strict;

-- Kept until the job depended on is retired, or the dependent is.
create table dependency(
  needs integer not null,
  job integer not null,
  primary key(needs, job)
) strict, without rowid;

create table attempt(
  job integer not null,
  n integer not null,
  attempt integer not null,
  agent text,
  outcome text not null,
  code integer not null,
  message text not null,
  started_ms integer,
  ended_ms integer not null,
  primary key(job, n)
) strict, without rowid;

create table log(
  job integer not null,
  n integer not null,
  at integer not null,
  attempt integer not null,
  stream text not null,
  text text not null,
  primary key(job, n)
) strict, without rowid;

create table progress(
  job integer primary key,
  percent real,
  message text not null
) strict;

create table session(
  id text primary key,
  agent text not null,
  lanes text not null,                  -- JSON array
  run text,
  host text not null,
  pid integer not null,
  process_start text not null,
  started_ms integer not null,
  seen_ms integer not null,
  expires_ms integer not null
) strict, without rowid;

-- When an agent without a session was last heard of.
create table presence(
  agent text primary key,
  seen_ms integer not null
) strict, without rowid;

-- All events of one transaction in one row: a JSON array, the first of which has the number `first`.
create table event_batch(
  first integer primary key,
  n integer not null,
  at integer not null,
  body text not null
) strict;

create table agents(id text primary key, json text not null) strict, without rowid;
create table groups(id text primary key, json text not null) strict, without rowid;
create table services(id text primary key, json text not null) strict, without rowid;
create table revoked(id text primary key) strict, without rowid;

create table counter(name text primary key, value integer not null) strict, without rowid;
insert into counter(name, value) values ('revision', 1);

-- For other languages: the whole record, the events one by one.
create view job_record(guid, json) as
  select job.guid,
    spec.json || ',"status":' || json_patch(coalesce(spec.status, '{}'), json_object(
      'guid', job.guid, 'created', job.created, 'start', job.start,
      'end', coalesce(job.ended_ms / 1000, 0), 'status', job.state)) || '}'
  from job join spec on spec.job = job.id;

create view event(seq, at, guid, body) as
  select event_batch.first + e.key, event_batch.at, e.value ->> '$.guid', e.value
  from event_batch, json_each(event_batch.body) e;
