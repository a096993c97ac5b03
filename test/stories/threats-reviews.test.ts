import { describe } from 'vitest';
import { playAll } from './threats/play.ts';
import { reviewThreats } from './threats/reviews.ts';

describe('what a review is worth', () => {
  playAll(reviewThreats);
});
