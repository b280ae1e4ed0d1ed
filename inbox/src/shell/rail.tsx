import { Link } from "wouter";
import { useSignedIn } from "../requests/start.ts";
import { useTexts } from "../texts.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Logo } from "../ui/logo.tsx";
import { SCREENS, type Screen } from "./screens.ts";

type NavigationProps = { readonly current: Screen["name"] | undefined; readonly waiting: number | undefined };

/** Where the screens are: a rail on the left of a desktop. */
export function Rail({ current, waiting }: NavigationProps) {
  const { shell } = useTexts();
  return (
    <nav
      aria-label={shell.screens}
      className="flex w-[60px] shrink-0 flex-col items-center gap-1 border-r border-line py-3 max-md:hidden"
    >
      <span className="mb-3">
        <Logo />
      </span>
      {SCREENS.map(({ name, path, icon: Icon }) => (
        <Link
          key={name}
          href={path}
          title={shell[name]}
          aria-current={current === name ? "page" : undefined}
          className={classes(
            "relative grid size-10 place-items-center rounded-[10px]",
            current === name ? "bg-hover text-ink" : "text-ink3 hover:bg-hover hover:text-ink",
          )}
        >
          <Icon size={19} aria-hidden />
          <span className="sr-only">{shell[name]}</span>
          {name === "inbox" && <Waiting count={waiting} />}
        </Link>
      ))}
      <Self />
    </nav>
  );
}

/** Who is signed in, and the way to his account. */
function Self() {
  const { pages, settings } = useTexts();
  const { username, tenant } = useSignedIn();
  const name = settings.signedInAs(username, pages.roles[tenant.role]);
  return (
    <Link href="/settings" title={name} className="mt-auto grid size-10 place-items-center rounded-full hover:bg-hover">
      <Avatar name={username} round />
      <span className="sr-only">{name}</span>
    </Link>
  );
}

/** Where the screens are: tabs below on a phone. */
export function TabBar({ current, waiting }: NavigationProps) {
  const { shell } = useTexts();
  return (
    <nav
      aria-label={shell.screens}
      className="flex shrink-0 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {SCREENS.map(({ name, path, icon: Icon }) => (
        <Link
          key={name}
          href={path}
          aria-current={current === name ? "page" : undefined}
          className={classes(
            "relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-[11px] font-medium tracking-[-.01em]",
            current === name ? "text-ink" : "text-ink3",
          )}
        >
          <span className="relative">
            <Icon size={20} aria-hidden />
            {name === "inbox" && <Waiting count={waiting} />}
          </span>
          {shell[name]}
        </Link>
      ))}
    </nav>
  );
}

function Waiting({ count = 0 }: { readonly count: number | undefined }) {
  const { shell } = useTexts();
  if (count === 0) return null;
  return (
    <span className="absolute -top-1.5 left-[55%] grid h-[17px] min-w-[17px] place-items-center rounded-full bg-go px-1 text-[10.5px] font-semibold text-go-ink tabular-nums">
      <span aria-hidden>{count > 999 ? "999+" : count}</span>
      <span className="sr-only">{shell.waiting(count)}</span>
    </span>
  );
}
