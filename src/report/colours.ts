import type { createColors } from 'picocolors';

/** Colours, or functions that leave text alone. */
export type Colours = ReturnType<typeof createColors>;
