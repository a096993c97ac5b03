import { markPath } from '../../records/files.ts';
import { MAX_BYTES } from '../../request/decode.ts';
import { requestFilePath } from '../../request/draft-request.ts';
import { parseRequest } from '../../request/parse-request.ts';
import type { UnblockRequest } from '../../request/request.ts';
import { REGULAR_FILE, requestPath } from '../../request/request-path.ts';
import { ConfigurationError } from '../../support/errors.ts';
import { readWorkTreeFile } from '../work-tree.ts';
import type { Control } from './control.ts';

interface Named {
  readonly tenant: string;
  readonly name: string;
}

/** A request that was made before. Throws ConfigurationError where there is none, or none that can be read. */
export async function earlierRequest(control: Control, id: string): Promise<UnblockRequest> {
  const place = requestPath(`unblock-requests/${id}.yaml`);
  if (place.kind !== 'request') {
    throw new ConfigurationError(`${JSON.stringify(id)} is no id of a request`, { hint: 'name it <tenant>/<name>' });
  }
  const path = requestFilePath(place);
  const hint = 'leave --from out, and give the entity instead';
  const bytes = await earlierBytes(control, place);
  if (!bytes) {
    throw new ConfigurationError(`there is no request ${id}, neither on the default branch nor in the records`, {
      hint,
    });
  }
  const checked = parseRequest(path, bytes);
  if (checked.valid) return checked.value;
  const [{ line, column, message }] = checked.problems;
  throw new ConfigurationError(`${id} is no valid request: ${path}:${line}:${column}: ${message}`, { hint });
}

/** The file of the default branch; where that was tidied away, the bytes that were settled; else this folder's file. */
async function earlierBytes(control: Control, named: Named): Promise<Uint8Array | undefined> {
  const onBranch = control.looking?.entries.get(named.tenant)?.get(named.name);
  if (onBranch?.mode === REGULAR_FILE) return smallBlob(control, onBranch.blob);
  const snapshot = await control.records(named.tenant);
  const settled = snapshot && (await control.ports.records.read(snapshot, markPath(named.name)));
  return settled?.bytes ?? (await readWorkTreeFile(control.root, requestFilePath(named)))?.bytes;
}

/** Anybody may have pushed it, so it is not read where it is larger than any request; what is empty is none either. */
async function smallBlob({ ports: { git } }: Control, blob: string): Promise<Uint8Array> {
  return (await git.blobSize(blob)) > MAX_BYTES ? new Uint8Array() : git.readBlob(blob);
}
