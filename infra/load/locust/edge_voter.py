"""Votes over HTTP, one per request."""

from locust import FastHttpUser, constant, task

from failures import name_line, why_not_reached
from hand_out import portion

_TIMEOUT_S = 15


class EdgeVoter(FastHttpUser):
    """Casts votes at `POST /vote` of its host."""

    host = "http://127.0.0.1:4801"
    wait_time = constant(0)
    connection_timeout = _TIMEOUT_S
    network_timeout = _TIMEOUT_S

    @task
    def vote(self) -> None:
        runner = self.environment.runner
        vote = portion.next(runner)
        if vote is None:
            return
        number, text = vote
        try:
            failure = self._post(text)
        finally:
            portion.done(runner)
        if failure:
            name_line(number, failure)

    def _post(self, text: str) -> str | None:
        """Why the vote is not accepted; None if it is."""
        headers = {"content-type": "application/json"}
        # A lone surrogate, from an escape in the file, cannot be encoded: it becomes U+FFFD, which the edge refuses, too.
        body = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        with self.client.post("/vote", data=body, headers=headers, catch_response=True) as response:
            if response.status_code == 202:
                response.success()
                return None
            if response.status_code:
                failure = f"{response.status_code} {_problem_in(response)}"
            else:
                failure = why_not_reached(self.host, getattr(response, "error", None))
            response.failure(failure)
            return failure


def _problem_in(response) -> str:
    """The code of a problem document, and the sentences of its errors, which name their fields."""
    try:
        problem = response.json()
        reasons = [error["message"] for error in problem.get("errors", [])]
        return f"{problem['code']}: {'; '.join(reasons) or problem['title']}"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "without a problem document: is it the edge?"
