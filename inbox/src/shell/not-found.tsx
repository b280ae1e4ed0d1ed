import { Link } from "wouter";
import { useTexts } from "../texts.tsx";
import { buttonClasses } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";

/** What an address shows that nothing is at. */
export function NotFound() {
  const { shell } = useTexts();
  return (
    <main className="grid h-full place-content-center justify-items-center gap-4 p-6 text-center">
      <Logo size={44} />
      <h1 className="text-[16px] font-semibold">{shell.notFound}</h1>
      <Link href="/" className={buttonClasses("plain")}>
        {shell.toInbox}
      </Link>
    </main>
  );
}
