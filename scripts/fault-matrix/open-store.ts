// Opens the store at an address, as the processes under test do.

import type { Store } from '../../src/store/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';

export async function openStoreAt(url: string): Promise<Store> {
  return url.startsWith('sqlite:') ? openSqliteStore(url.slice('sqlite:'.length)) : openRedisStore(url);
}
