# ruff: noqa: N802 (the methods are named by the protocol)
"""A stand-in for Pulumi's Python language host, which cannot be built from the Go module proxy.

It runs programs, policy packs and component plugins. It does not generate code: converting a program and
making a Python SDK for a package (`pulumi package add` in a Python project) need the official host, as do
dynamic providers, `pulumi new`'s templates for uv and poetry, and the attaching of a debugger.

The engine finds it on PATH as `pulumi-language-python` and reads the port from its first line of output.
The protocol is the engine's service `LanguageRuntime`.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

# Before grpc is loaded: its fork handlers print warnings when a child is started, and the engine shows them.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto import language_pb2_grpc, plugin_pb2

from tools.pulumi.children import Children, Process, end, stream, when_orphaned
from tools.pulumi.interpreter import Interpreter, installation
from tools.pulumi.versions import PULUMI

REPORTED_ERROR = 32
"""The exit code by which Pulumi's program executor says that the user has already been told what is wrong."""

MESSAGE_BYTES = 400 * 1024 * 1024
"""The engine's own limit for one message."""

CALLS = 64
"""Calls served at once; each running plugin occupies one."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs Python for the engine. `program_executor` is Pulumi's script that runs one program."""

    def __init__(self, program_executor: Path, engine_address: str) -> None:
        self._program_executor = program_executor
        self._engine_address = engine_address
        self._programs = Children()
        self._plugins = Children()

    def close(self) -> None:
        """End all that was started."""
        self._programs.end_all()
        self._plugins.end_all()

    def Handshake(self, request: Any, context: Any) -> Any:
        return messages.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=str(PULUMI))

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:
        # It would only serve to install plugins ahead: the engine looks for each one when a program uses it.
        return messages.GetRequiredPackagesResponse()

    def RuntimeOptionsPrompts(self, request: Any, context: Any) -> Any:
        return messages.RuntimeOptionsResponse()

    def Template(self, request: Any, context: Any) -> Any:
        return messages.TemplateResponse()

    def About(self, request: Any, context: Any) -> Any:
        python = _interpreter(request.info)
        return messages.AboutResponse(executable=str(python.executable), version=python.version())

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        found = _interpreter(request.info).distributions(request.transitiveDependencies)
        dependencies = [messages.DependencyInfo(name=name, version=version) for name, version in found]
        return messages.GetProgramDependenciesResponse(dependencies=dependencies)

    def Run(self, request: Any, context: Any) -> Any:
        """Run a program. What it prints goes to our own output, which the engine shows."""
        _refuse_debugger(request, context)
        python = _interpreter(request.info)
        config = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        process = self._programs.start(
            [python.executable, "-u", self._program_executor, *self._program_arguments(request)],
            cwd=request.pwd,
            environment=python.environment({**os.environ, **config}),
        )
        context.add_callback(lambda: end(process))
        code = self._programs.wait(process)
        if code == 0:
            return messages.RunResponse()
        if code == REPORTED_ERROR:
            return messages.RunResponse(bail=True)
        return messages.RunResponse(error=f"Program exited with non-zero exit code: {code}")

    def _program_arguments(self, request: Any) -> list[str]:
        options = {
            "monitor": request.monitor_address,
            "engine": self._engine_address,
            "project": request.project,
            "root_directory": request.info.root_directory,
            "stack": request.stack,
            "pwd": request.pwd,
            "dry_run": str(request.dryRun).lower(),
            "parallel": str(request.parallel),
            "organization": request.organization,
        }
        named = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [*named, request.info.entry_point, *request.args]

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        """Run a policy pack or a provider: first what it prints, last its exit code."""
        _refuse_debugger(request, context)
        python = _interpreter(request.info)
        directory = request.info.program_directory
        if request.kind == "analyzer":
            command, cwd = ["-m", "pulumi.policy", *request.args, directory], directory
        else:
            command, cwd = [directory, *request.args], request.pwd
        given = dict(variable.split("=", 1) for variable in request.env)
        process = self._plugins.start(
            [python.executable, "-u", *command], cwd=cwd, environment=python.environment(given), piped=True
        )
        yield from _output(process, context, messages.RunPluginResponse)
        yield messages.RunPluginResponse(exitcode=self._plugins.wait(process))

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        """Run what `installation` says, which is nothing for a program on our own interpreter."""
        response = messages.InstallDependenciesResponse
        root, options = request.info.root_directory, dict(request.info.options.items())
        commands = installation(root, request.directory, options)
        if commands is None:
            yield response(stdout=f"No `virtualenv` option: {sys.executable} is used as it is.\n".encode())
        for command in commands or []:
            process = self._plugins.start(command, cwd=request.directory, environment=os.environ, piped=True)
            yield from _output(process, context, response)
            if code := self._plugins.wait(process):
                text = " ".join(map(str, command))
                context.abort(grpc.StatusCode.INTERNAL, f"`{text}` ended with exit code {code}")

    def Cancel(self, request: Any, context: Any) -> Any:
        """End the programs. Plugins are told by the engine itself: they finish what they are doing."""
        self._programs.end_all()
        return Empty()

    def GenerateProgram(self, request: Any, context: Any) -> NoReturn:
        _refuse(context, "convert a program to Python")

    def GenerateProject(self, request: Any, context: Any) -> NoReturn:
        _refuse(context, "generate a Python project")

    def GeneratePackage(self, request: Any, context: Any) -> NoReturn:
        _refuse(context, "generate a Python SDK")

    def Pack(self, request: Any, context: Any) -> NoReturn:
        _refuse(context, "pack a Python SDK")

    def Link(self, request: Any, context: Any) -> NoReturn:
        _refuse(context, "link a Python SDK into a project")


def main() -> None:
    """Serve until SIGINT, SIGTERM or the engine's death.

    Arguments: the path of the program executor, then the engine's, of which the last is its address.
    """
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    when_orphaned(stopped.set)
    host = LanguageHost(Path(sys.argv[1]), engine_address=sys.argv[-1])
    server, port = serve(host)
    print(port, flush=True)
    stopped.wait()
    host.close()
    server.stop(None).wait()


def serve(host: LanguageHost) -> tuple[Any, int]:
    """Start a gRPC server for `host` on a free port of 127.0.0.1; the server and that port."""
    options = [
        ("grpc.max_receive_message_length", MESSAGE_BYTES),
        ("grpc.max_send_message_length", MESSAGE_BYTES),
    ]
    server = grpc.server(ThreadPoolExecutor(CALLS), options=options)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def _interpreter(info: Any) -> Interpreter:
    return Interpreter.of(info.root_directory, dict(info.options.items()))


def _output(process: Process, context: Any, response: Any) -> Iterator[Any]:
    """The output of `process` as messages; the process ends when the engine cancels the call."""
    context.add_callback(lambda: end(process))
    for name, chunk in stream(process):
        yield response(**{name: chunk})


def _refuse(context: Any, what: str) -> NoReturn:
    context.abort(
        grpc.StatusCode.UNIMPLEMENTED,
        f"this stand-in for Pulumi's Python language host cannot {what}. Install the official Pulumi CLI for "
        "that (https://www.pulumi.com/docs/install): it is used as soon as it is on PATH",
    )
    raise AssertionError("abort raises")


def _refuse_debugger(request: Any, context: Any) -> None:
    if request.attach_debugger:
        _refuse(context, "attach a debugger")
