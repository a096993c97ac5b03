import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkspace } from '../../adapters/git/workspace.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { parsePolicy, POLICY_PATH } from '../../policy/parse-policy.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ControlRepository, Tip, TreeEntry } from '../../ports/control-repository.ts';
import type { Progress } from '../../ports/progress.ts';
import type { RecordReader, RecordSnapshot } from '../../ports/record-branch.ts';
import { requirePolicy } from '../../reconcile/control-state.ts';
import { requestFilePath } from '../../request/draft-request.ts';
import { MAX_BYTES } from '../../request/decode.ts';
import { sameEntity, type Entity } from '../../request/entity.ts';
import { parseRequest } from '../../request/parse-request.ts';
import type { UnblockRequest } from '../../request/request.ts';
import { REGULAR_FILE, requestPath, REQUESTS_FOLDER } from '../../request/request-path.ts';
import { ConfigurationError, errorMessage, MissingRightError, UnavailableError } from '../../support/errors.ts';
import { withoutPush } from '../connect-reading.ts';
import type { Console } from '../console.ts';
import { findRoot, readWorkTreeFile } from '../work-tree.ts';

/** The control repository as somebody who asks for something needs it. Nothing in it is written. */
export interface Control {
  readonly root: string;
  readonly policy: Policy;
  /** Undefined where origin could not be asked: then everything is about the work tree alone. */
  readonly tip: Tip | undefined;
  /** Names of a tenant that were used already, on the default branch, in the records or in the work tree. */
  readonly taken: (tenant: string) => Promise<ReadonlySet<string>>;
  /** Requests about an entity, on the default branch or here, that are not settled; none where the records are not known. */
  readonly unsettled: (tenant: string, entity: Entity) => Promise<readonly string[]>;
  /** A request that was made before. Throws ConfigurationError where there is none, or none that can be read. */
  readonly earlier: (id: string) => Promise<UnblockRequest>;
  readonly close: () => Promise<void>;
}

/** Opens the control repository around a folder. Throws ConfigurationError where there is none, or no valid policy. */
export async function openControl({ cwd, env, progress }: Console): Promise<Control> {
  const root = await findRoot(cwd);
  const workspace = await openWorkspace({ cwd, env, clock: systemClock, progress });
  try {
    const { tip, policy } = await stateOf(root, workspace.control, progress);
    const tree = tip ? await workspace.control.requestTree(tip.commit) : [];
    const { control } = workspace;
    const reader = withoutPush(workspace.records);
    const sources: Sources = { root, control, tree, reader, records: recordsOf(reader, tip, progress) };
    return {
      root,
      policy,
      tip,
      taken: async (tenant) => takenNames(sources, tenant),
      unsettled: async (tenant, entity) => unsettledAbout(sources, tenant, entity),
      earlier: async (id) => earlierRequest(sources, id),
      close: async () => workspace.close(),
    };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

async function stateOf(
  root: string,
  control: ControlRepository,
  progress: Progress,
): Promise<Pick<Control, 'tip' | 'policy'>> {
  const tip = await unlessUnreachable(
    async () => control.fetchTip(),
    (why) =>
      progress.warn(`${why}; so the policy of this folder is used, and it is not known which names were used before`),
  );
  return { tip, policy: tip ? (await requirePolicy(tip, control)).policy : await workTreePolicy(root) };
}

async function unlessUnreachable<T>(ask: () => Promise<T>, otherwise: (why: string) => void): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UnavailableError || error instanceof MissingRightError)) throw error;
    otherwise(errorMessage(error));
    return undefined;
  }
}

async function workTreePolicy(root: string): Promise<Policy> {
  const file = await readWorkTreeFile(root, POLICY_PATH);
  const checked = parsePolicy(file?.bytes ?? new Uint8Array());
  if (checked.valid) return checked.value;
  const [{ line, column, message, hint }] = checked.problems;
  throw new ConfigurationError(`${POLICY_PATH}:${line}:${column}: ${message}`, { hint });
}

/** Where names and earlier requests are looked for. */
interface Sources {
  readonly root: string;
  readonly control: ControlRepository;
  readonly reader: RecordReader;
  /** The requests of the default branch. */
  readonly tree: readonly TreeEntry[];
  /** The records of a tenant; undefined where they could not be read. */
  readonly records: (tenant: string) => Promise<RecordSnapshot | undefined>;
}

function recordsOf(reader: RecordReader, tip: Tip | undefined, progress: Progress): Sources['records'] {
  const opened = new Map<string, Promise<RecordSnapshot | undefined>>();
  return async (tenant) => {
    const before = opened.get(tenant);
    if (before || !tip) return before;
    const opening = unlessUnreachable(
      async () => reader.open(tenant),
      (why) => progress.warn(`${why}; so it is not known which names the records of ${tenant} have`),
    );
    opened.set(tenant, opening);
    return opening;
  };
}

const RECORDED = /^(?:records|settled)\/([^/]+)\.(?:json|yaml)$/u;

async function takenNames(sources: Sources, tenant: string): Promise<ReadonlySet<string>> {
  const onBranch = sources.tree.flatMap(({ path }) => namesIn(path, tenant));
  const files = (await sources.records(tenant))?.files;
  const recorded = [...(files?.keys() ?? [])].flatMap((path) => RECORDED.exec(path)?.[1] ?? []);
  return new Set([...onBranch, ...recorded, ...(await namesHere(sources, tenant))]);
}

async function namesHere({ root }: Sources, tenant: string): Promise<readonly string[]> {
  const folder = `${REQUESTS_FOLDER}/${tenant}`;
  const files = await readdir(join(root, folder)).catch(() => []);
  return files.flatMap((file) => namesIn(`${folder}/${file}`, tenant));
}

function namesIn(path: string, tenant: string): readonly string[] {
  const place = requestPath(path);
  return place.kind === 'request' && place.tenant === tenant ? [place.name] : [];
}

async function unsettledAbout(sources: Sources, tenant: string, entity: Entity): Promise<readonly string[]> {
  const { root, tree, records, control } = sources;
  const files = (await records(tenant))?.files;
  if (!files) return [];
  const known = new Map(tree.map(({ path, blob }) => [path, blob]));
  const names = [
    ...new Set([...(await namesHere(sources, tenant)), ...tree.flatMap(({ path }) => namesIn(path, tenant))]),
  ];
  const found: string[] = [];
  for (const name of names.filter((one) => !files.has(`settled/${one}.yaml`))) {
    const path = requestFilePath({ tenant, name });
    const blob = known.get(path);
    const bytes = blob === undefined ? (await readWorkTreeFile(root, path))?.bytes : await smallBlob(control, blob);
    const checked = parseRequest(path, bytes ?? new Uint8Array());
    if (checked.valid && sameEntity(checked.value.entity, entity)) found.push(checked.value.id);
  }
  return found;
}

/** Anybody may have pushed it, so it is not read where it is larger than any request; what is empty is none either. */
async function smallBlob(control: ControlRepository, blob: string): Promise<Uint8Array> {
  return (await control.blobSize(blob)) > MAX_BYTES ? new Uint8Array() : control.readBlob(blob);
}

async function earlierRequest(sources: Sources, id: string): Promise<UnblockRequest> {
  const path = `${REQUESTS_FOLDER}/${id}.yaml`;
  const place = requestPath(path);
  if (place.kind !== 'request') {
    throw new ConfigurationError(`${JSON.stringify(id)} is no id of a request`, { hint: 'name it <tenant>/<name>' });
  }
  const bytes = await earlierBytes(sources, path, place);
  if (!bytes) {
    throw new ConfigurationError(`there is no request ${id}, neither on the default branch nor in the records`, {
      hint: 'leave --from out, and give the entity instead',
    });
  }
  const checked = parseRequest(path, bytes);
  if (checked.valid) return checked.value;
  const [{ line, column, message }] = checked.problems;
  throw new ConfigurationError(`${id} is no valid request: ${path}:${line}:${column}: ${message}`, {
    hint: 'leave --from out, and give the entity instead',
  });
}

/** The file of the default branch; where that was tidied away, the bytes that were settled; else the folder's own. */
async function earlierBytes(
  { root, control, tree, reader, records }: Sources,
  path: string,
  { tenant, name }: { readonly tenant: string; readonly name: string },
): Promise<Uint8Array | undefined> {
  const entry = tree.find((one) => one.path === path && one.mode === REGULAR_FILE);
  if (entry) return smallBlob(control, entry.blob);
  const snapshot = await records(tenant);
  const settled = snapshot && (await reader.read(snapshot, `settled/${name}.yaml`));
  return settled?.bytes ?? (await readWorkTreeFile(root, path))?.bytes;
}
