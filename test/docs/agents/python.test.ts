// examples/agents/python does what docs/protocol.md says.

import { join } from 'node:path';
import { agents, testAgent } from './agent.ts';

testAgent({
  actor: 'python',
  check: "/usr/bin/python3 -c 'import redis'",
  command: ({ url }, key) => ['/usr/bin/python3', join(agents, 'python/agent.py'), key, url],
});
