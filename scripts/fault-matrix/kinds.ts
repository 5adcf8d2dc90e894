// All kinds of faults.

import { leave } from './exit.ts';
import { killActor, killAgent, killRedis, killRunner, killSubmitter } from './kill.ts';
import { reconnect } from './reconnect.ts';
import { type Kind, kind, onFile, onRedis, type Scene } from './scene.ts';
import {
  advanceClock,
  dying,
  failOverCluster,
  failOverSentinel,
  flush,
  loseRedis,
  onCluster,
  onJumpingClock,
  onOldRedis,
  onSentinel,
  sleeping,
} from './servers.ts';
import { cutOff, onProxies, stopAgents, stopRedis } from './silence.ts';

const killings: [string, (scene: Scene) => Promise<void>, Partial<Kind>?][] = [
  ['kill-submitter', killSubmitter],
  ['kill-runner', killRunner],
  ['kill-agent', killAgent, { promisedSeconds: 16 }],
  ['kill-actor', killActor],
];
const stopping = { seconds: 50, crew: { near: 3, far: 0, runners: 1 } };

export const kinds: Kind[] = [
  ...killings.map(([name, run, more]) => kind(name, onRedis, run, more)),
  kind('kill-redis', onRedis, killRedis, { noneWasted: true }),
  kind('stop-agent', onRedis, stopAgents, stopping),
  kind('stop-redis', onRedis, stopRedis, { seconds: 40, noneWasted: true }),
  kind('half-open', onProxies, cutOff, { seconds: 50 }),
  kind('outage', onRedis, loseRedis, { seconds: 45, noneWasted: true }),
  kind('flush-functions', onRedis, flush, { noneWasted: true }),
  kind('flush-scripts', onOldRedis, flush, { noneWasted: true }),
  kind('sentinel', onSentinel, failOverSentinel(dying), { seconds: 40 }),
  kind('sentinel-stop', onSentinel, failOverSentinel(sleeping), { seconds: 40 }),
  kind('cluster', onCluster, failOverCluster(dying), { seconds: 40 }),
  kind('cluster-stop', onCluster, failOverCluster(sleeping), { seconds: 40 }),
  kind('clock', onJumpingClock, advanceClock, { seconds: 40, noneWasted: true }),
  ...killings.map(([name, run, more]) => kind(`file-${name}`, onFile, run, more)),
  kind('file-stop-agent', onFile, stopAgents, stopping),
  kind('reconnect', onRedis, reconnect, { seconds: 0, isTimed: true }),
  kind('exit', onRedis, leave, { seconds: 0, isTimed: true }),
  kind('file-exit', onFile, leave, { seconds: 0, isTimed: true }),
];
