import { parsePolicy, POLICY_PATH } from '../../policy/parse-policy.ts';
import type { Policy, TenantPolicy } from '../../policy/policy.ts';
import type { RecordSnapshot } from '../../ports/record-branch.ts';
import { beginLooking, type Looking } from '../../observe/looking.ts';
import { unsettledRequests } from '../../observe/open-requests.ts';
import type { LookingPorts } from '../../reconcile/types.ts';
import { requestFilePath } from '../../request/draft-request.ts';
import { parseRequest } from '../../request/parse-request.ts';
import type { UnblockRequest } from '../../request/request.ts';
import { ConfigurationError, errorMessage, MissingRightError, UnavailableError } from '../../support/errors.ts';
import { connectLooking } from '../connect-reading.ts';
import type { Console } from '../console.ts';
import { findRoot, readWorkTreeFile } from '../work-tree.ts';
import { requestsHere } from './requests-here.ts';

/** The control repository as somebody who asks for something needs it. Nothing in it is written. */
export interface Control {
  readonly root: string;
  readonly policy: Policy;
  readonly ports: LookingPorts;
  /** Undefined where origin could not be asked: then everything is about this folder alone. */
  readonly looking: Looking | undefined;
  /** The records of a tenant; undefined where they could not be read. */
  readonly records: (tenant: string) => Promise<RecordSnapshot | undefined>;
  readonly close: () => Promise<void>;
}

/** Opens the control repository around a folder. Throws ConfigurationError where there is none, or no valid policy. */
export async function openControl({ cwd, env, progress }: Console): Promise<Control> {
  const root = await findRoot(cwd);
  const { ports, close } = await connectLooking(cwd, env, progress);
  try {
    const looking = await unlessUnreachable(
      async () => beginLooking(ports),
      (why) =>
        progress.warn(`${why}; so this folder's policy counts, and it is not known which names were used before`),
    );
    const policy = looking?.policy ?? (await workTreePolicy(root));
    return { root, policy, ports, looking, records: looking ? recordsOf(ports) : async () => undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
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

function recordsOf({ records, progress }: LookingPorts): Control['records'] {
  const opened = new Map<string, Promise<RecordSnapshot | undefined>>();
  return async (tenant) => {
    const opening =
      opened.get(tenant) ??
      unlessUnreachable(
        async () => records.open(tenant),
        (why) => progress.warn(`${why}; so it is not known which names the records of ${tenant} have`),
      );
    opened.set(tenant, opening);
    return opening;
  };
}

const RECORDED = /^(?:records|settled)\/([^/]+)\.(?:json|yaml)$/u;

/** Names of a tenant that were used already: on the default branch, in the records, or in this folder. */
export async function takenNames({ root, looking, records }: Control, tenant: string): Promise<ReadonlySet<string>> {
  const onBranch = looking?.entries.get(tenant)?.keys() ?? [];
  const files = (await records(tenant))?.files.keys() ?? [];
  const recorded = [...files].flatMap((path) => RECORDED.exec(path)?.[1] ?? []);
  return new Set([...onBranch, ...recorded, ...(await requestsHere(root, tenant))]);
}

/** A tenant's requests that are not settled: those of the default branch, and files of this folder that it lacks. */
export async function unsettledIn(control: Control, tenant: TenantPolicy): Promise<readonly UnblockRequest[]> {
  const { root, looking, ports } = control;
  if (!looking) return [];
  const onBranch = await unlessUnreachable(
    async () => unsettledRequests(tenant, looking),
    (why) => ports.progress.warn(why),
  );
  const files = (await control.records(tenant.tenant))?.files;
  const onlyHere = (await requestsHere(root, tenant.tenant)).filter(
    (name) => looking.entries.get(tenant.tenant)?.has(name) !== true && files?.has(`records/${name}.json`) !== true,
  );
  const here = await Promise.all(onlyHere.map(async (name) => requestHere(root, { tenant: tenant.tenant, name })));
  return [...(onBranch?.requests.map(({ request }) => request) ?? []), ...here.filter((one) => one !== undefined)];
}

async function requestHere(
  root: string,
  named: { readonly tenant: string; readonly name: string },
): Promise<UnblockRequest | undefined> {
  const path = requestFilePath(named);
  const checked = parseRequest(path, (await readWorkTreeFile(root, path))?.bytes ?? new Uint8Array());
  return checked.valid ? checked.value : undefined;
}
