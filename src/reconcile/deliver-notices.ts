import type { Notifier } from '../ports/notifier.ts';
import type { DriftRecord, Notice } from '../records/drift.ts';
import { writeRecords, type RecordsView } from '../records/store.ts';
import { errorMessage, UnavailableError } from '../support/errors.ts';
import { writingOf, type TenantRun } from './types.ts';

/** Where the branch stands after webhooks were told, and what they did not take. */
export interface Noticed {
  readonly view: RecordsView;
  readonly warnings: readonly string[];
}

/**
 * Tells what the branch says is still to be told, and strikes off what was taken: a run that dies in between tells it
 * twice rather than never.
 */
export async function deliverNotices(
  view: RecordsView,
  notifier: Notifier | undefined,
  run: TenantRun,
): Promise<Noticed> {
  const undelivered = view.drift === undefined || 'damaged' in view.drift ? [] : view.drift.undelivered;
  if (!notifier || undelivered.length === 0) return { view, warnings: [] };
  const taken = new Set<string>();
  const warnings: string[] = [];
  for (const notice of undelivered) {
    const failure = await failureOf(notice, notifier);
    if (failure === undefined) taken.add(notice.id);
    else
      warnings.push(`${notice.event} of ${notice.request ?? notice.entity ?? notice.tenant} was not told: ${failure}`);
  }
  if (taken.size === 0) return { view, warnings };
  const strikeOff = (before: DriftRecord | undefined): DriftRecord | undefined =>
    before && { ...before, undelivered: before.undelivered.filter(({ id }) => !taken.has(id)) };
  const written = await writeRecords(run.ports.records, view, { updates: [], drift: strikeOff }, writingOf(run));
  return { view: written.view, warnings };
}

async function failureOf(notice: Notice, notifier: Notifier): Promise<string | undefined> {
  try {
    await notifier.deliver(notice);
    return undefined;
  } catch (error) {
    if (error instanceof UnavailableError) return errorMessage(error);
    throw error;
  }
}
