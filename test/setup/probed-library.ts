// Our functions on Redis with a probe around each call of them, for what a test counts or a benchmark times.

import { Connection } from '../../src/store/redis/connect.ts';
import { storeLibrary } from '../../src/store/redis/library-source.ts';

const registering = `
probe.register = function(what, callback)
  if callback then what = { function_name = what, callback = callback } end
  local run, name = what.callback, what.function_name
  what.callback = function(keys, args) return probe.around(name, run, keys, args) end
  redis.register_function(what)
end
`;

/**
 * Brings them to a server; whoever uses it calls them from then on. `probe`: Lua of `local probe`, whose
 * `around(name, run, keys, args)` makes a call and answers what it answers. `change`: what else is other in the functions.
 */
export async function bringProbed(url: string, probe: string, change = (source: string) => source): Promise<void> {
  const functions = change(storeLibrary.source.replaceAll('redis.register_function', 'probe.register'));
  const library = { ...storeLibrary, build: storeLibrary.build + 1, source: probe + registering + functions };
  const connection = await Connection.open(url, { library });
  connection.close();
}
