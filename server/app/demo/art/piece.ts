import type { MaterialName } from './cloth.ts';
import type { Pattern } from './pattern.ts';
import type { Point } from './shape.ts';

/** A cloth in a colour: what a piece is cut from. Colours are #rrggbb. */
export interface Cloth {
  readonly material: MaterialName;
  readonly hex: string;
  readonly pattern?: Pattern;
  /** Colour of the stitching. */
  readonly thread: string;
}

/** How large a fold is and how it ends. Units; a height below zero makes a hollow. */
export interface FoldForm {
  readonly width: number;
  readonly height: number;
  /** 0 even sides .. 1 one steep side (left of travel). */
  readonly skew?: number;
  /** Which ends stay at full height. */
  readonly open?: 'start' | 'end' | 'both';
}

/** A ridge or hollow along a line; fades at both ends. */
export interface Fold extends FoldForm { readonly line: readonly Point[] }

/** A seam, a row of stitching or both, along a line. Units. */
export interface Seam {
  readonly line: readonly Point[];
  /** Depth of the groove; 0 for stitching only. */
  readonly depth?: number;
  readonly pucker?: number;
  /** A lapped (felled) side: width of the raised lap, sign gives the side. */
  readonly lap?: number;
  /** Rows of stitches at these distances from the line. */
  readonly stitches?: readonly number[];
  readonly thread?: string;
  /** Stitch length and thread thickness. */
  readonly stitch?: number;
  readonly weight?: number;
}

/** One cut piece (or button, label, buckle), painted over what lies under it. */
export interface Piece {
  readonly shape: readonly Point[];
  readonly cloth: Cloth;
  /** The cloth is turned by this (radians) and its figure with it. */
  readonly grain?: number;
  /** How far its edges stand above what lies beneath: the size of its shadow, units. */
  readonly lift?: number;
  /** Radius and height of the rounded edge, units. */
  readonly round?: number;
  readonly puff?: number;
  /** Multiplies the colour; below 1 for insides. */
  readonly tone?: number;
  /** Keeps only what lies inside this outline. */
  readonly clip?: readonly Point[];
  readonly seams?: readonly Seam[];
  readonly folds?: readonly Fold[];
  /** Its edge is sewn to its neighbours: rounds only where the whole garment ends. */
  readonly joined?: boolean;
  /** Does not throw a shadow on the ground (lies inside the garment). */
  readonly inner?: boolean;
}

/** Pieces which crease together, such as a sleeve with its cuff. */
export interface Sheet {
  readonly pieces: readonly Piece[];
  readonly folds?: readonly Fold[];
  /** Multiplies the loose wrinkles; direction they run in (radians from upright). */
  readonly ease?: number;
  readonly run?: number;
}

/** A whole drawn article: sheets from the lowest to the uppermost. */
export interface Garment {
  readonly sheets: readonly Sheet[];
  /** Where the close view looks: the middle and the magnification. */
  readonly focus: { readonly x: number; readonly y: number; readonly scale: number };
  /** How unevenly it lies; 1 for soft clothes, about 0.3 for shoes and belts. */
  readonly loose?: number;
}

/** What is seen of a product. */
export type View = 'front' | 'back' | 'detail' | 'fabric';

/** Cloths of a garment in one colourway. */
export interface Wardrobe {
  readonly main: Cloth;
  /** Second cloth: ribbing, lining, sole, trim. */
  readonly trim: Cloth;
  /** Buttons, buckles, zips. */
  readonly hard: Cloth;
  /** Variations of the cut, such as 'short' or 'hooded'. */
  readonly cut: readonly string[];
}
