// HS07xx: what can be wrong with the store.

import type { Explanation } from './explanation.ts';

const hello = '"!!core.echo text:hello"';

export const stores = {
  HS0701: {
    cause:
      'The file of the store cannot be made or opened, one that was named is not there, or a server does not answer.',
    bad: { files: { 'data/jobs': '' }, shell: `hero run --store sqlite:data/jobs/jobs.db -e ${hello}` },
    good: { shell: `hero run --store sqlite:data/jobs.db -e ${hello}` },
  },
  HS0702: {
    cause:
      'The file is no store, belongs to another program, or is damaged. Nothing was changed in it. hero doctor looks ' +
      'closer; the jobs of a damaged store are best read from a copy of it. A run says so, too, when the store knows nothing ' +
      'any more of its jobs: a server that keeps nothing on disk was started again, or somebody emptied it.',
    bad: { files: { 'jobs.db': 'this is a text\n'.repeat(8) }, shell: `hero run --store sqlite:jobs.db -e ${hello}` },
    good: { shell: `hero run --store sqlite:jobs.db -e ${hello}` },
  },
  HS0703: {
    cause:
      'A newer herorunner has written the store, in a form this one does not know. Using it could do harm, so it is left ' +
      'alone.',
    bad: { situation: 'herorunner was updated, used, and then set back to the older version.' },
    good: {
      situation: 'All that use a store have the same version, or the older one has a store of its own (--store).',
    },
  },
  HS0704: {
    cause: 'The address says of which kind the store is, and where. This one has another form.',
    bad: { shell: `hero run --store jobs.db -e ${hello}` },
    good: { shell: `hero run --store sqlite:jobs.db -e ${hello}` },
  },
  HS0705: {
    cause:
      'The server knows the user or the password not, wants a client certificate that it accepts, or the user may not do ' +
      'what a store needs; docs/redis.md has the rights.',
    bad: { situation: 'The server asks for a password, and the address has none.' },
    good: { situation: 'The address holds the user and the password of someone with the rights of a store.' },
  },
  HS0706: {
    cause:
      'The server works, but jobs would not be safe on it: it is too old, a replica, or set up to throw data away when its ' +
      'memory is full.',
    bad: { situation: 'The server is a cache, with a maxmemory-policy that removes keys.' },
    good: {
      situation: 'The server is new enough, takes writes, and keeps all it is given (maxmemory-policy noeviction).',
    },
  },
  HS0707: {
    cause: 'The server, or the disk of the file, has no more room and takes no changes. What is there is safe.',
    bad: { situation: 'The jobs of a long time fill the memory that the server may use.' },
    good: { situation: 'The server has more memory, or old jobs are kept for a shorter time.' },
  },
  HS0708: {
    cause:
      'New jobs are refused before the store is full, so that those it has can still run and end. What has ended makes ' +
      'room when it is removed: by itself after its time, or with hero job prune.',
    bad: { shell: `hero limit set store 10kb && hero run -e ${hello}` },
    good: { shell: `hero limit set store 100mb && hero run -e ${hello}` },
  },
  HS0709: {
    cause:
      'Nothing is acknowledged before a replica has it, for a master that dies takes with it what it has not copied. ' +
      'No replica said so in time. What was to be written may be there nevertheless: doing it again does no harm.',
    bad: { situation: 'The only replica of the server is down.' },
    good: { situation: 'A replica is up, or the address says that the master alone is enough (?durability=master).' },
  },
} as const satisfies Record<string, Explanation>;
