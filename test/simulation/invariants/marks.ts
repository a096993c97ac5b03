import { markPath } from '../../../src/records/files.ts';
import { isTerminal } from '../../../src/records/phase.ts';
import { pathOf } from '../world/asks.ts';
import { tipOf } from '../world/control.ts';
import type { BranchCommit, SimBranch } from '../world/records.ts';
import { recordIn, recordNames, type Watching } from './state.ts';

/** Remembers which records a stranger took the mark from. */
export function noteMissing(
  { tenant }: SimBranch,
  commit: BranchCommit,
  parent: BranchCommit | undefined,
  { unmarked }: Watching,
): void {
  const names = recordNames(commit).filter((name) => hasMark(parent, name) && !hasMark(commit, name));
  for (const name of names) unmarked.add(`${tenant}/${name}`);
}

/** What a run writes, and what no stranger touched, is marked exactly where it is settled. */
export function judgeMarks(branch: SimBranch, commit: BranchCommit, watching: Watching): void {
  for (const name of recordNames(commit)) {
    const id = `${branch.tenant}/${name}`;
    const isWritten = commit.files.get(`records/${name}.json`)?.commit === commit.id;
    const isMissing = watching.unmarked.has(id) && !hasMark(commit, name);
    if (!isMissing) watching.unmarked.delete(id);
    const isJudged = isWritten || !(watching.disturbed.has(id) || isMissing);
    if (isJudged && !isMarkedRightly(commit, name)) {
      watching.broken('settled mark', `${id} is ${recordIn(commit, name)?.phase ?? 'unreadable'}`);
    }
  }
}

/** In the end every settled record is marked whose file is what was settled. */
export function judgeMissing(tenant: string, head: BranchCommit | undefined, watching: Watching): void {
  const { tree } = tipOf(watching.world.control);
  for (const name of recordNames(head)) {
    const record = recordIn(head, name);
    const isSettled = record !== undefined && isTerminal(record.phase);
    if (!isSettled || hasMark(head, name) || tree.get(pathOf(tenant, name)) !== record.request.blob) continue;
    watching.broken('settled mark', `${tenant}/${name} is ${record.phase}, and was not marked again`);
  }
}

function hasMark(commit: BranchCommit | undefined, name: string): boolean {
  return commit?.files.has(markPath(name)) ?? false;
}

function isMarkedRightly(commit: BranchCommit, name: string): boolean {
  const record = recordIn(commit, name);
  const mark = commit.files.get(markPath(name));
  const settled = record !== undefined && isTerminal(record.phase);
  return mark ? settled && mark.blob === record.request.blob : !settled;
}
