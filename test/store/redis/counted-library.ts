// Our functions, each counting what it does in Redis: commands, and the words that they send and get. Times depend on the
// machine; these do not.

import type { Redis as Client } from 'ioredis';
import { Connection } from '../../../src/store/redis/connect.ts';
import { storeLibrary } from '../../../src/store/redis/library-source.ts';

/** `hr_work` tells, and forgets, of each function the most that one call of it did. */
const counting = `local work = { most = {} }
work.call = function(...)
  local answer = redis.call(...)
  work.commands = work.commands + 1
  work.words = work.words + select('#', ...) + (type(answer) == 'table' and #answer or 1)
  return answer
end
work.register = function(what, callback)
  if callback then what = { function_name = what, callback = callback } end
  local run, name = what.callback, what.function_name
  what.callback = function(keys, args)
    work.commands, work.words = 0, #args
    local answer = run(keys, args)
    local most = work.most[name] or { 0, 0 }
    work.most[name] = { math.max(most[1], work.commands), math.max(most[2], work.words) }
    return answer
  end
  redis.register_function(what)
end
redis.register_function('hr_work', function()
  local answer = {}
  for name, most in pairs(work.most) do
    answer[#answer + 1] = name
    answer[#answer + 1] = most[1]
    answer[#answer + 1] = most[2]
  end
  work.most = {}
  return answer
end)
`;

/** Brings them to a server; whoever uses it calls them from then on. */
export async function countWork(url: string): Promise<void> {
  const counted = storeLibrary.source
    .replaceAll('redis.register_function', 'work.register')
    .replace('call = redis.call', 'call = work.call');
  const library = { ...storeLibrary, build: storeLibrary.build + 1, source: counting + counted };
  const connection = await Connection.open(url, { library });
  connection.close();
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
