// `hero service …` and `hero group …`: actions with their rights, members.

import { briefKey } from '../../print/brief.ts';
import { type Pair, renderPairs } from '../../print/pairs.ts';
import { type Cell, renderTable } from '../../print/table.ts';
import type { Group } from '../../records/group.ts';
import type { Service } from '../../records/service.ts';
import type { Screens } from './view.ts';

type ServiceSheet = import('../../app/use-cases/registry.ts').ServiceSheet;
type Acl = NonNullable<Service['acl']>;

export function serviceListView(services: readonly ServiceSheet[], { stdout, stderr }: Screens): void {
  if (services.length === 0) {
    stderr.write('no services; an agent registers them when it starts\n');
    return;
  }
  const { look, columns: width } = stdout;
  const rows = services.map(({ service, agents }): Cell[] => [
    service.actor,
    service.actions.map(({ action }) => action).join(' '),
    `${agents.filter(({ up }) => up).length} of ${agents.length}`,
    service.acl === undefined ? 'everyone' : service.acl.name || 'acl',
    { text: service.description, paint: look.style.dim },
  ]);
  const columns = [
    { head: 'service' },
    { head: 'actions', min: 10 },
    { head: 'agents up' },
    { head: 'acl', max: 20 },
    { head: 'about', min: 12, rank: 1 },
  ];
  stdout.write(`${renderTable(columns, rows, { look, width }).join('\n')}\n`);
}

export function serviceDetailView({ service, agents }: ServiceSheet, { stdout }: Screens): void {
  const { look } = stdout;
  const pairs: Pair[] = [
    ['service', service.actor],
    ['about', service.description],
    ['acl', aclText(service.acl)],
    ['agents', agents.map(({ name, pubkey, up }) => `${name} ${briefKey(pubkey)} ${up ? 'up' : 'not up'}`).join('\n')],
    ...service.actions.map((action): Pair => {
      const params = Object.entries(action.params).map(([name, about]) => `${name}: ${about}`);
      const needs = action.needs === undefined ? '' : `needs ${action.needs}`;
      const acl = action.acl === undefined ? '' : `acl ${aclText(action.acl)}`;
      return [
        action.action,
        [action.description, needs, acl, ...params].filter((text) => text !== '').join('\n') || '-',
      ];
    }),
  ];
  stdout.write(`${renderPairs(pairs, look).join('\n')}\n`);
}

export function groupListView(groups: readonly Group[], { stdout, stderr }: Screens): void {
  if (groups.length === 0) {
    stderr.write('no groups\n');
    return;
  }
  const { look, columns: width } = stdout;
  const rows = groups.map((group): Cell[] => [group.guid, group.name, String(group.members.length), group.description]);
  const columns = [
    { head: 'group', min: 8 },
    { head: 'name', min: 6 },
    { head: 'members', align: 'right' as const },
    { head: 'about', min: 8, rank: 1 },
  ];
  stdout.write(`${renderTable(columns, rows, { look, width }).join('\n')}\n`);
}

export function groupDetailView(group: Group, { stdout }: Screens): void {
  const pairs: Pair[] = [
    ['group', group.guid],
    ['name', group.name],
    ['about', group.description],
    ['members', group.members.join('\n')],
  ];
  stdout.write(`${renderPairs(pairs, stdout.look).join('\n')}\n`);
}

function aclText(acl: Acl | undefined): string {
  if (acl === undefined) return 'everyone';
  if (acl.ace.length === 0) return 'nobody';
  return acl.ace
    .map(({ right, groups, users }) => `${right}: ${[...groups, ...users.map((user) => briefKey(user))].join(' ')}`)
    .join('\n');
}
