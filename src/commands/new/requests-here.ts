import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { requestPath, REQUESTS_FOLDER } from '../../request/request-path.ts';

/** The names of a tenant's request files in a folder, committed or not. */
export async function requestsHere(root: string, tenant: string): Promise<readonly string[]> {
  const files = await readdir(join(root, REQUESTS_FOLDER, tenant)).catch(() => []);
  return files.flatMap((file) => {
    const place = requestPath(`${REQUESTS_FOLDER}/${tenant}/${file}`);
    return place.kind === 'request' ? [place.name] : [];
  });
}
