import { openWorkspace } from '../adapters/git/workspace.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { standingRecords, type StandingRecords } from '../reconcile/standing-records.ts';
import { renderStatus, renderStatusOf } from '../report/status-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { entityKey } from '../request/entity.ts';
import { ConfigurationError } from '../support/errors.ts';
import { withoutPush } from './connect-reading.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';

/** Options of `reinstate status`. */
export interface StatusCommand {
  /** One request, `<tenant>/<name>`; everything where none is named. */
  readonly id?: string;
  readonly json: boolean;
}

/** Phases, conditions and drift from the records; needs git alone and holds no writer (rule 6). */
export async function statusCommand({ id, json }: StatusCommand, console: Console): Promise<ExitCode> {
  const { cwd, env, progress, colours } = console;
  const workspace = await openWorkspace({ cwd, env, clock: systemClock, progress });
  try {
    const every = await standingRecords(withoutPush(workspace.records));
    const standing = id === undefined ? every : only(id, every);
    const text = id === undefined ? renderStatus(standing, colours) : renderStatusOf(standing, colours);
    console.out(json ? jsonText(documentOf(standing)) : text);
    return standing.drift.some(({ kind }) => kind === 'RecordDamaged') ? 1 : 0;
  } finally {
    await workspace.close();
  }
}

function only(id: string, { records, drift }: StandingRecords): StandingRecords {
  const own = records.filter(({ record }) => record.request.id === id);
  const entities = new Set(own.map(({ record }) => entityKey(record.request.entity)));
  const tenant = id.split('/')[0];
  const about = drift.filter(
    (one) => one.id === id || (one.tenant === tenant && one.entity !== null && entities.has(one.entity)),
  );
  if (own.length > 0 || about.length > 0) return { records: own, drift: about };
  throw new ConfigurationError(`there is no record of ${JSON.stringify(id)}`, {
    hint: 'a request has a record once a run judged it; reinstate plan --request explains one that has none',
  });
}

/** The documented shape of `status --json`. */
function documentOf({ records, drift }: StandingRecords): object {
  return { records: records.map(({ record }) => record), drift };
}
