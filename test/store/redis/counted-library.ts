// Our functions, each counting what it does in Redis: commands, and the words that they send and get. Times depend on the
// machine; these do not.

import type { Redis as Client } from 'ioredis';
import { bringProbed } from '../../setup/probed-library.ts';

/** `hr_work` tells, and forgets, of each function the most that one call of it did. */
const counting = `local probe = { most = {} }
probe.call = function(...)
  local answer = redis.call(...)
  probe.commands = probe.commands + 1
  probe.words = probe.words + select('#', ...) + (type(answer) == 'table' and #answer or 1)
  return answer
end
probe.around = function(name, run, keys, args)
  probe.commands, probe.words = 0, #args
  local answer = run(keys, args)
  local most = probe.most[name] or { 0, 0 }
  probe.most[name] = { math.max(most[1], probe.commands), math.max(most[2], probe.words) }
  return answer
end
redis.register_function('hr_work', function()
  local answer = {}
  for name, most in pairs(probe.most) do
    answer[#answer + 1] = name
    answer[#answer + 1] = most[1]
    answer[#answer + 1] = most[2]
  end
  probe.most = {}
  return answer
end)
`;

/** Brings them to a server; whoever uses it calls them from then on. */
export function countWork(url: string): Promise<void> {
  return bringProbed(url, counting, (source) => source.replace('call = redis.call', 'call = probe.call'));
}

export interface Work {
  commands: number;
  words: number;
}

/** By function, the most that one call of it did since this was asked before. */
export async function mostWork(client: Client): Promise<Map<string, Work>> {
  const answer = (await client.call('FCALL', 'hr_work', 0)) as (string | number)[];
  const work = new Map<string, Work>();
  for (let i = 0; i < answer.length; i += 3) {
    work.set(String(answer[i]), { commands: Number(answer[i + 1]), words: Number(answer[i + 2]) });
  }
  return work;
}
