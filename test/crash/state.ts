import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { decodeRecord } from '../../src/records/encode.ts';

const UNSETTLED = new Set(['Pending', 'Applying', 'damaged']);
const MARK = /^settled\/[0-9a-f]{2}\/(.+)\.yaml$/u;
const BRANCH = 'reinstate/records/contoso';

/** What a run may leave behind, as one value to compare. */
export interface Left {
  /** Phase by request id; a record that can't be read is `damaged`. */
  readonly phases: Readonly<Record<string, string>>;
  /** Requests whose record is terminal and not marked as settled, or the other way round: there may never be any. */
  readonly halfSettled: readonly string[];
  /** Entities whose restriction was lifted, once for every time. */
  readonly lifted: readonly string[];
  /** What the tenant's list still shows. */
  readonly restricted: number;
}

/** What others were told: how many comments there are, each check run by name and commit, each notice by its id. */
export interface Told {
  readonly comments: number;
  readonly checks: readonly string[];
  readonly notices: readonly string[];
}

/** Reads what the forge and the webhook were told. */
export function whatIsTold({ forge, hooks }: Sandbox): Told {
  const { comments, checkRuns } = forge.state;
  return {
    comments: comments.length,
    checks: checkRuns.map(({ fields, headSha }) => `${fields.name} ${headSha}`),
    notices: hooks.map(({ headers }) => headers['webhook-id'] ?? ''),
  };
}

/** Reads what is there now from the bare repository and the tenant, through nothing of the program's own reading. */
export async function whatIsLeft({ forge, tenant }: Sandbox): Promise<Left> {
  const { repository } = forge.state;
  const exists = await repository.run(['for-each-ref', `refs/heads/${BRANCH}`]);
  const files =
    exists === '' ? [] : (await repository.run(['ls-tree', '-r', '--name-only', BRANCH])).trim().split('\n');
  const phases: Record<string, string> = {};
  for (const file of files.filter((path) => path.startsWith('records/'))) {
    const record = decodeRecord(await repository.bytes(['show', `${BRANCH}:${file}`]));
    phases[`contoso/${file.slice('records/'.length, -'.json'.length)}`] =
      'damaged' in record ? 'damaged' : record.phase;
  }
  const halfSettled = Object.entries(phases)
    .filter(([id, phase]) => {
      const marked = files.some((path) => MARK.exec(path)?.[1] === id.slice('contoso/'.length));
      return marked === UNSETTLED.has(phase);
    })
    .map(([id]) => id);
  return {
    phases,
    halfSettled,
    lifted: tenant
      .effectiveRemoves()
      .map(({ parameters }) => String(Object.values(parameters)[0]))
      .toSorted(),
    restricted: tenant.restrictions().length,
  };
}
