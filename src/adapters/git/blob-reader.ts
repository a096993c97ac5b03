import { NotFoundError, UnavailableError } from '../../support/errors.ts';
import { LONGEST_BLOB, objectHeaders, objectId, readObjects } from './objects.ts';
import type { GitRunner } from './run-git.ts';

/** Reads blobs. What is asked for at the same time goes to git together, as each process costs more than a blob does. */
export interface BlobReader {
  /** A blob's size in bytes. Throws NotFoundError where there is no such blob here. */
  blobSize(blob: string): Promise<number>;
  /** A blob's bytes. Throws NotFoundError, or UnavailableError where it is longer than {@link LONGEST_BLOB}. */
  readBlob(blob: string): Promise<Uint8Array>;
}

/** A reader of one repository; sizes are looked up once, as an object never changes. */
export function createBlobReader(git: GitRunner): BlobReader {
  const sizes = new Map<string, Promise<number | undefined>>();
  const lookUp = together(async (ids) => {
    const headers = await objectHeaders(git, ids);
    return new Map(ids.map((id, index) => [id, headers[index]?.type === 'blob' ? headers[index].size : undefined]));
  });
  const read = together(async (ids) => readObjects(git, ids));
  const blobSize = async (blob: string): Promise<number> => {
    const asked = sizes.get(blob) ?? lookUp(objectId(blob));
    sizes.set(blob, asked);
    asked.catch(() => sizes.delete(blob));
    const size = await asked;
    if (size === undefined) throw new NotFoundError(`blob ${blob} is not in this repository`);
    return size;
  };
  return {
    blobSize,
    async readBlob(blob) {
      const size = await blobSize(blob);
      if (size > LONGEST_BLOB) throw new UnavailableError(`blob ${blob} has ${size} bytes, too many to be read`);
      const bytes = await read(blob);
      if (bytes === undefined) throw new NotFoundError(`blob ${blob} is not in this repository`);
      return bytes;
    },
  };
}

/** Makes one call of the calls that are made in the same turn. */
function together<T>(
  load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (id: string) => Promise<T | undefined> {
  let waiting: { readonly ids: Set<string>; readonly loaded: Promise<ReadonlyMap<string, T>> } | undefined;
  const begin = (): NonNullable<typeof waiting> => {
    const ids = new Set<string>();
    const loaded = nextTurn().then(async () => {
      waiting = undefined;
      return load([...ids]);
    });
    return { ids, loaded };
  };
  return async (id) => {
    waiting ??= begin();
    waiting.ids.add(id);
    return (await waiting.loaded).get(id);
  };
}

async function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
