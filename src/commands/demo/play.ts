import type { Sandbox } from '../../sandbox/sandbox.ts';
import { addPeople } from '../../sandbox/story/cast.ts';
import { CHAPTERS, type Chapter } from '../../sandbox/story/chapters.ts';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import type { ReconcileDocument } from '../reconcile.ts';
import { lookAround } from './look-around.ts';
import { meter } from './meter.ts';
import { runProgram } from './run-program.ts';
import { showRecords } from './show-records.ts';

/** Plays the whole story in a running sandbox: six pull requests, one run, and the same run again. */
export async function playStory(world: Sandbox, console: Console): Promise<ExitCode> {
  const { out, colours } = console;
  addPeople(world);
  out(`\n${colours.bold('Six requests')} in ${world.remoteUrl}\n`);
  for (const [index, chapter] of CHAPTERS.entries()) {
    await playChapter(chapter, index, world, console);
  }
  const clone = await world.clone();
  const first = await reconcileOnce('reinstate reconcile', clone, world, console);
  const asTold = first !== undefined && tellOutcomes(first, console);
  const commitsBefore = await recordCommits(world);
  const removesBefore = world.tenant.effectiveRemoves().length;
  const second = await reconcileOnce('reinstate reconcile, again', clone, world, console);
  const commits = (await recordCommits(world)) - commitsBefore;
  const removes = world.tenant.effectiveRemoves().length - removesBefore;
  const idle = second?.results.length === 0 && commits === 0 && removes === 0;
  out(`  ${mark(idle, console)} ${commits} commits and ${removes} removes more: nothing was left to do\n`);
  await showRecords(world, console);
  const looked = await lookAround(clone, world, console);
  out(colours.dim('\nThis world is gone now. `npm run reinstate -- sandbox` starts one that stays.\n'));
  return asTold && idle && looked ? 0 : 1;
}

async function playChapter(chapter: Chapter, index: number, world: Sandbox, { out, colours }: Console): Promise<void> {
  out(`\n  ${colours.bold(`${index + 1}. ${chapter.title}`)}  ${colours.dim(`contoso/${chapter.name}`)}\n`);
  const did = (what: string): void => out(`     ${colours.dim('·')} ${what}\n`);
  await chapter.play(world, {
    did,
    opened: async ({ number }) =>
      did(
        `CI: reinstate validate says ${(await isValid(number, world)) ? colours.green('valid') : colours.red('invalid')}`,
      ),
  });
}

/** What the validate workflow does: the pull request's head against the default branch, without any credential. */
async function isValid(pullRequest: number, world: Sandbox): Promise<boolean> {
  const clone = await world.clone();
  await world.git(['fetch', '--quiet', 'origin', `refs/pull/${pullRequest}/head`], clone);
  await world.git(['checkout', '--quiet', 'FETCH_HEAD'], clone);
  const { exitCode } = await runProgram(['validate', '--since', 'origin/main', '--json'], clone, {});
  return exitCode === 0;
}

async function reconcileOnce(
  title: string,
  clone: string,
  world: Sandbox,
  { out, colours }: Console,
): Promise<ReconcileDocument | undefined> {
  out(`\n${colours.bold(title)}\n`);
  const seen = { requests: world.requests.length, calls: world.tenant.log.length };
  const stop = meter(out, () => world.requests.length - seen.requests);
  const { stdout, stderr, exitCode } = await runProgram(['reconcile', '--json'], clone, world.env);
  stop();
  const calls = world.tenant.log.slice(seen.calls).filter(({ cmdlet }) => /Blocked/u.test(cmdlet));
  const wire = calls.map(({ cmdlet }) => cmdlet).join(', ');
  out(
    `  ${world.requests.length - seen.requests} requests on the wire; Exchange heard: ${wire === '' ? 'nothing' : wire}\n`,
  );
  out(`  exit code ${exitCode}\n`);
  try {
    const document: ReconcileDocument = JSON.parse(stdout);
    return document;
  } catch {
    out(colours.red(`  the program printed no result\n${stderr}`));
    return undefined;
  }
}

function tellOutcomes({ results }: ReconcileDocument, console: Console): boolean {
  const { out, colours } = console;
  let asTold = true;
  for (const { name, phase } of CHAPTERS) {
    const result = results.find(({ id }) => id === `contoso/${name}`);
    const right = result?.phase === phase;
    asTold &&= right;
    out(
      `  ${mark(right, console)} ${name.padEnd(10)} ${(result?.phase ?? 'missing').padEnd(14)} ${colours.dim(result?.reason ?? '')}\n`,
    );
  }
  return asTold;
}

function mark(right: boolean, { colours }: Console): string {
  return right ? colours.green('✓') : colours.red('✗');
}

async function recordCommits(world: Sandbox): Promise<number> {
  const clone = await world.clone();
  const count = await world.git(['rev-list', '--count', 'origin/reinstate/records/contoso'], clone);
  return Number(count);
}
