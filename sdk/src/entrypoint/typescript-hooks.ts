/** Hooks that do nothing, see prepareTypeScript: where they are loaded, what the compiler's own hooks import is loaded, too. */
import "tsx/esm/api";
