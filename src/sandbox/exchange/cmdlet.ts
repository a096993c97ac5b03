import type { Tenant } from '../tenant/tenant.ts';
import { badValue, identityNotFound } from './errors.ts';

/** One row of an answer before its values are printed. */
export type Row = Readonly<Record<string, unknown>>;

/** A cmdlet the sandbox knows. */
export interface Cmdlet {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Answers, and changes what it changes. Throws a WireError. */
  run(tenant: Tenant, parameters: Parameters): CmdletResult;
}

/** What a cmdlet returned and whether it changed anything. */
export interface CmdletResult {
  readonly rows: readonly Row[];
  /** Whether something was changed. */
  readonly effective: boolean;
}

/** A cmdlet's arguments, found in whatever case they were written. */
export interface Parameters {
  /** A text argument; undefined where it is left out. Throws for one that is no text. */
  text(name: string): string | undefined;
  /** A text argument that the cmdlet can't do without. */
  required(name: string): string;
  switch(name: string): boolean;
}

/** Reads the arguments of a call. */
export function readParameters(given: Readonly<Record<string, unknown>>): Parameters {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string) => {
    const value = values.get(name.toLowerCase());
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw badValue(name);
    return value;
  };
  return {
    text,
    required(name) {
      const value = text(name);
      if (value === undefined || value === '') throw badValue(name);
      return value;
    },
    switch: (name) => [true, 'true', 'True'].some((yes) => values.get(name.toLowerCase()) === yes),
  };
}

/** An answer that changed nothing. */
export function rows(found: readonly Row[]): CmdletResult {
  return { rows: found, effective: false };
}

/** The first of what was found. Throws Exchange's error for an identity that names nothing. */
export function one<T>(found: T | undefined, identity: string): T {
  if (found === undefined) throw identityNotFound(identity);
  return found;
}
