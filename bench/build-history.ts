import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markPath } from '../src/records/files.ts';
import type { UnblockRecord } from '../src/records/record.ts';
import type { BareRepository } from '../src/sandbox/git/bare-repository.ts';
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts';
import { addPeople, ANALYST } from '../src/sandbox/story/cast.ts';
import { reinstate } from '../test/stories/program.ts';
import { approvedRequest, goodRequest, pathOf } from '../test/stories/request.ts';

const RECORDS = 'reinstate/records/contoso';
/** So many requests are settled a day, in a short history as in a long one: only how far back they go differs. */
const PER_DAY = 20;
/** The newest requests have commits of their own, as all had once; older ones share a change of the tree. */
const NEWEST = 20;
const SHARING = 10_000;
const FLUSHED = 2 * SHARING;
const DAY_S = 24 * 60 * 60;
/** The last request was settled before anything that runs still look after. */
const QUIET_S = 2 * DAY_S;

/** A world whose control repository has settled many requests, and a clone of it as a job checks it out. */
export interface WorldWithHistory {
  readonly world: Sandbox;
  readonly clone: string;
}

/** Makes such a world. */
export async function worldWithHistory(settled: number): Promise<WorldWithHistory> {
  const template = await templateRecord();
  const world = await startSandbox({ foundedAt: new Date(Date.now() - (settled / PER_DAY + 3) * DAY_S * 1000) });
  addPeople(world);
  const { repository } = world.forge.state;
  const marks = await writeRequests(world, settled);
  await writeRecords(repository, marks, template);
  return { world, clone: await checkedOut(world) };
}

/**
 * Makes a world whose control repository had many requests before Reinstate came: they landed with one push, too long ago to
 * be asked about, and no run has settled them yet.
 */
export async function worldWithOldRequests(count: number): Promise<WorldWithHistory> {
  const world = await startSandbox({ foundedAt: new Date(Date.now() - 20 * DAY_S * 1000) });
  addPeople(world);
  const { repository } = world.forge.state;
  const template = goodRequest(world, 'template@contoso.com');
  const stream = createStream('refs/heads/main', await repository.run(['rev-parse', 'main']));
  for (let index = 0; index < count; index += 1) {
    const name = nameOf(index);
    stream.blob(index + 1, template.replaceAll('template@', `${name}@`));
    stream.change(`M 100644 :${index + 1} ${pathOf(name)}`);
  }
  stream.commit('Requests of other years', Math.floor(Date.now() / 1000) - 10 * DAY_S, true);
  await stream.flush(repository);
  await world.forge.noteGitPushes(ANALYST);
  return { world, clone: await checkedOut(world) };
}

/**
 * Makes what was settled today as old as all the rest, so that it is not looked after any more and each run has to do the
 * same: the records stay, and one commit of a quiet time takes the place of those that made them.
 */
export async function ageRecords({ forge }: Sandbox): Promise<void> {
  const { repository } = forge.state;
  const at = Math.floor(Date.now() / 1000) - QUIET_S;
  const [last = ''] = (await repository.run(['rev-list', '--max-count=1', `--before=${at + DAY_S}`, RECORDS])).split(
    '\n',
  );
  const stream = [
    `commit refs/heads/${RECORDS}`,
    `committer Reinstate <reinstate@users.noreply.github.com> ${at} +0000`,
    // A run's own commit: what others have written is looked into.
    'data <<END',
    'Quiet days',
    '',
    'Run: 1/1',
    'END',
    `from ${last}`,
    `M 040000 ${(await repository.run(['rev-parse', `${RECORDS}^{tree}`])).trim()} `,
    '',
  ];
  await repository.run(['fast-import', '--quiet', '--force'], { input: stream.join('\n') });
}

/** A record as the program itself writes it. */
async function templateRecord(): Promise<string> {
  await using world = await startSandbox();
  addPeople(world);
  await approvedRequest(world, 'template');
  await reinstate(world, await world.clone(), ['reconcile']);
  return world.forge.state.repository.run(['show', `${RECORDS}:records/template.json`]);
}

function nameOf(index: number): string {
  return `2020-request-${String(index).padStart(7, '0')}`;
}

interface Mark {
  readonly name: string;
  readonly blob: string;
  readonly at: number;
}

/** Every request on the default branch. Returns what it was settled with, oldest first. */
async function writeRequests(world: Sandbox, settled: number): Promise<readonly Mark[]> {
  const { repository } = world.forge.state;
  const template = goodRequest(world, 'template@contoso.com');
  const now = Math.floor(Date.now() / 1000);
  const at = (index: number): number => Math.floor(now - QUIET_S - ((settled - index) * DAY_S) / PER_DAY);
  const stream = createStream('refs/heads/main', await repository.run(['rev-parse', 'main']));
  await inChunks(settled, repository, stream, (index, last) => {
    const name = nameOf(index);
    stream.blob(index + 1, template.replaceAll('template@', `${name}@`));
    stream.change(`M 100644 :${index + 1} ${pathOf(name)}`);
    stream.commit(`Unblock ${name}`, at(index), last);
  });
  await world.forge.noteGitPushes(ANALYST);
  const listed = await repository.run(['ls-tree', 'main', 'unblock-requests/contoso/']);
  const blobs = new Map(
    [...listed.matchAll(/ blob (\w+)\t\S+\/(\S+)\.yaml$/gmu)].map(([, blob = '', name = '']) => [name, blob]),
  );
  return Array.from({ length: settled }, (_, index) => {
    const name = nameOf(index);
    return { name, blob: blobs.get(name) ?? '', at: at(index) };
  });
}

/** The claim, the outcome and what a later run saw of every request on the records branch. */
async function writeRecords(repository: BareRepository, marks: readonly Mark[], template: string): Promise<void> {
  const stream = createStream(`refs/heads/${RECORDS}`, undefined);
  const { request }: UnblockRecord = JSON.parse(template);
  const templateBlob = request.blob;
  await inChunks(marks.length, repository, stream, (index, last) => {
    const mark = marks[index];
    if (!mark) return;
    const { name, blob, at } = mark;
    const record = template.replaceAll('template', name).replaceAll(templateBlob, blob);
    const message = (phase: string, more = ''): string =>
      `${phase} contoso/${name}\n\nRequest: contoso/${name}\nPhase: ${phase}\nEntity: ${name}@contoso.com\n${more}Run: 1/1\n`;
    if (last)
      stream.change(
        `M 100644 inline records/${name}.json\n${stream.data(record.replaceAll('"Unblocked"', '"Applying"'))}`,
      );
    stream.commit(message('Applying'), at + 30, last);
    stream.change(`M 100644 inline records/${name}.json\n${stream.data(record)}`);
    stream.change(`M 100644 ${blob} ${markPath(name)}`);
    stream.commit(message('Unblocked'), at + 60, last);
    stream.commit(message('Unblocked', 'Adds: SendingRestored\n'), at + DAY_S, false);
  });
}

/** Calls for every request, and says of each whether the tree changes with it; now and then what was written is imported. */
async function inChunks(
  count: number,
  repository: BareRepository,
  stream: ReturnType<typeof createStream>,
  each: (index: number, last: boolean) => void,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const changesTree = index >= count - NEWEST || index % SHARING === SHARING - 1 || index === count - NEWEST - 1;
    each(index, changesTree);
    if (index % FLUSHED === FLUSHED - 1 || index === count - 1) await stream.flush(repository);
  }
}

/** A stream for `git fast-import`: changes wait until a commit is to change the tree. */
function createStream(ref: string, from: string | undefined) {
  let parts: string[] = [];
  let waiting: string[] = [];
  let parent = from?.trim();
  return {
    data: (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`,
    blob(mark: number, text: string): void {
      parts.push(`blob\nmark :${mark}\n${this.data(text)}\n`);
    },
    change(line: string): void {
      waiting.push(line);
    },
    commit(message: string, at: number, changesTree: boolean): void {
      const who = `committer Reinstate <reinstate@users.noreply.github.com> ${at} +0000`;
      const start = parent === undefined ? [] : [`from ${parent}\n`];
      parent = undefined;
      const changes = changesTree ? waiting.map((line) => `${line}\n`) : [];
      if (changesTree) waiting = [];
      parts.push(`commit ${ref}\n${who}\n${this.data(message)}\n${start.join('')}${changes.join('')}\n`);
    },
    async flush(repository: BareRepository): Promise<void> {
      if (waiting.length > 0) throw new Error('changes were left without a commit');
      // Compressed, as GitHub hands it out: what reads it later has that to undo.
      await repository.run(['-c', 'core.compression=-1', 'fast-import', '--quiet', '--force'], {
        input: parts.join(''),
      });
      parts = [];
      parent = (await repository.run(['rev-parse', ref])).trim();
    },
  };
}

/** Everything of origin, as actions/checkout brings it with `fetch-depth: 0`; no file is needed. */
async function checkedOut(world: Sandbox): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reinstate-bench-'));
  const { repository } = world.forge.state;
  await world.git(['clone', '--quiet', '--no-checkout', repository.folder, folder], tmpdir());
  await world.git(['remote', 'set-url', 'origin', world.remoteUrl], folder);
  return folder;
}
