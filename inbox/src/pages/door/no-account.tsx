import type { SignInWays } from "@loopgate/contract";
import { Link } from "wouter";
import { useTexts } from "../../texts.tsx";

/** What somebody does who has no account here yet. */
export function NoAccount({ ways: { registration, owned } }: { readonly ways: SignInWays }) {
  const { door } = useTexts();
  if (!owned)
    return (
      <div className="rounded-[10px] bg-info-soft px-4 py-3 text-left text-info-text">
        <p className="font-semibold">{door.firstTime}</p>
        <p className="mt-0.5">{door.firstTimeHint}</p>
        <code className="mt-1.5 block text-[12.5px]">npx loopgate owner create</code>
      </div>
    );
  if (registration === "open")
    return (
      <p>
        {door.noAccount}{" "}
        <Link href="/register" className="font-medium text-go-text underline">
          {door.register}
        </Link>
      </p>
    );
  return (
    <p>
      {door.noAccount} {registration === "invite" ? door.byInvitation : door.byOperator}
      {registration === "closed" && <code className="ml-1 text-[12.5px]">npx loopgate user add NAME</code>}
    </p>
  );
}
