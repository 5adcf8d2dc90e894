// The functions that herorunner keeps on the server, with their version.

import type { Library } from './library.ts';
import { luaSource } from './lua.gen.ts';

export const storeLibrary: Library = {
  name: 'herorunner',
  protocol: 2,
  build: 42,
  source: luaSource,
};
