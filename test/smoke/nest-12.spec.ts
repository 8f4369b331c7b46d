import { tryCells } from './try-cells.js';

tryCells(12);
