// examples/agents/bash does what docs/protocol.md says.

import { join } from 'node:path';
import { agents, testAgent } from './agent.ts';

testAgent({
  actor: 'shell',
  check: 'command -v jq bash',
  command: ({ port }, key) => ['bash', join(agents, 'bash/agent.sh'), key, '-p', String(port)],
});
