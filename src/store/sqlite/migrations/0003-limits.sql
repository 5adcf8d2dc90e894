-- Limits, and a fair share between those who ask for jobs.

-- id: 'store:' (max counts bytes), or agent:KEY, actor:NAME, source:KEY (max counts jobs that agents hold).
create table limits(id text primary key, max integer not null) strict, without rowid;

alter table job add column source text not null default '';
update job set source = coalesce((select (spec.json || '}') ->> '$.source' from spec where spec.job = job.id), '')
  where ended_ms is null;

-- The limit that holds a job of an inbox back; null = it can be taken.
alter table job add column parked text;
drop index job_inbox;
create index job_inbox on job(inbox, lane, priority, seq) where inbox is not null and parked is null;
create index job_parked on job(parked, inbox, lane, priority, seq) where parked is not null;

-- Where the next job of a source comes to lie in an inbox.
create table fair(
  inbox text not null,
  priority integer not null,
  source text not null,
  next integer not null,
  primary key(inbox, priority, source)
) strict, without rowid;
