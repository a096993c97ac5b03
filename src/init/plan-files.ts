import { openPlaces, type InitFile } from './render.ts';

/** What stands at a path now: text, nothing, or something that is no ordinary file and is not looked into. */
export type Present =
  { readonly kind: 'file'; readonly text: string } | { readonly kind: 'nothing' } | { readonly kind: 'blocked' };

/** What becomes of a file. Only the first two touch it. */
export type FileState = 'written' | 'updated' | 'unchanged' | 'kept' | 'removed';

/** A file and what becomes of it. */
export interface PlannedFile {
  readonly file: InitFile;
  readonly state: FileState;
  readonly reason: string;
  /** Of what init wrote, now or before; undefined for a file that was never its own. */
  readonly digest?: string;
}

/** What init wrote before: by path, the digest of the text. */
export type Written = Readonly<Record<string, string>>;

/**
 * What becomes of each file. A file is init's own as long as it holds what init wrote; every other one is its adopter's
 * and stays as it is, also where it is missing because he removed it.
 */
export function planFiles(
  files: readonly InitFile[],
  present: (path: string) => Present,
  written: Written,
  digest: (text: string) => string,
): readonly PlannedFile[] {
  return files.map((file) => {
    const before = Object.hasOwn(written, file.path) ? written[file.path] : undefined;
    const verdict = judge(file, present(file.path), before, digest);
    const own = verdict.state === 'written' || verdict.state === 'updated' || verdict.state === 'unchanged';
    const kept = own ? digest(file.text) : before;
    return { file, ...verdict, ...(kept === undefined ? {} : { digest: kept }) };
  });
}

function judge(
  file: InitFile,
  present: Present,
  before: string | undefined,
  digest: (text: string) => string,
): Pick<PlannedFile, 'state' | 'reason'> {
  if (present.kind === 'blocked') return { state: 'kept', reason: 'no ordinary file stands there' };
  if (present.kind === 'nothing') {
    return before === undefined ? { state: 'written', reason: '' } : { state: 'removed', reason: 'you removed it' };
  }
  const now = digest(present.text);
  if (now === digest(file.text)) return { state: 'unchanged', reason: '' };
  const own = now === before;
  // Answers are filled in as they come. What waits for none is nobody's to change but the adopter's.
  if (file.once && own && openPlaces(file.path, present.text).length === 0)
    return { state: 'kept', reason: 'yours since it was complete' };
  if (own) return { state: 'updated', reason: '' };
  return { state: 'kept', reason: before === undefined ? 'was here before' : 'you changed it' };
}
