import 'reflect-metadata';
// First, by itself: on Node 20, a package that Nest 11 requires while Vitest imports it fails to load.
import 'rxjs';
