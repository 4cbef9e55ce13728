@echo off
rem Starts liqdesk from a checkout on Windows. Written with care, not yet tried on a Windows machine.
rem
rem   run                 the window
rem   run test [ARGS]     the tests (ARGS go to pytest)
rem   run setup           set up and stop
rem   run WORD [ARGS]     anything else is handed to liqdesk: run --demo, run tail --json, run doctor
rem
rem Set-up needs a 64-bit Python from 3.11 to 3.14 (python.org or the Microsoft Store). The packages go to .venv,
rem every file checked by its hash. PYTHON may name an interpreter.
setlocal EnableExtensions DisableDelayedExpansion

set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"
set "VENV=%ROOT%\.venv"
if defined LIQDESK_VENV set "VENV=%LIQDESK_VENV%"
set "PY=%VENV%\Scripts\python.exe"
set "LOCK=%ROOT%\packaging\requirements-dev.txt"
set "STAMP=%VENV%\liqdesk.stamp"
set "PYTHONHOME="

rem Ready is an environment that keeps a copy of the very lock file it was made from; the copy is made last.
if not exist "%PY%" goto :make
if not exist "%STAMP%" goto :make
fc /b "%LOCK%" "%STAMP%" >nul 2>nul
if not errorlevel 1 goto :go

:make
call :find_python
if not defined BASE (
  echo run: no 64-bit Python from 3.11 to 3.14 was found. Install one from python.org, or name it in PYTHON. 1>&2
  exit /b 1
)
echo run: setting up %VENV% ^(once; about 300 MB to fetch^) 1>&2
if exist "%STAMP%" del "%STAMP%"
%BASE% -m venv --clear "%VENV%" 1>&2
if errorlevel 1 goto :failed
"%PY%" -m pip install --disable-pip-version-check --no-input --require-hashes -r "%LOCK%" 1>&2
if errorlevel 1 goto :failed
rem So that "python -m liqdesk" finds the checkout from any folder, in child processes too.
"%PY%" -c "import pathlib, sys, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'liqdesk-checkout.pth').write_text(sys.argv[1] + '\n', encoding='utf-8')" "%ROOT%"
if errorlevel 1 goto :failed
copy /b /y "%LOCK%" "%STAMP%" >nul
if errorlevel 1 goto :failed

:go
if /i "%~1"=="setup" (
  echo run: ready: %VENV% 1>&2
  exit /b 0
)
if /i "%~1"=="test" goto :test
"%PY%" -P -m liqdesk %*
exit /b %ERRORLEVEL%

:test
rem SHIFT does not change %*: the word is cut off by hand.
set "REST=%*"
set "REST=%REST:~4%"
if not defined QT_QPA_PLATFORM set "QT_QPA_PLATFORM=offscreen"
pushd "%ROOT%"
"%PY%" -P -m pytest%REST%
set "CODE=%ERRORLEVEL%"
popd
exit /b %CODE%

:failed
echo run: the environment could not be made; the reason stands above. Start again to try again. 1>&2
exit /b 1

:find_python
set "BASE="
if defined PYTHON (
  call :try "%PYTHON%"
  if defined BASE goto :eof
)
for %%V in (3.13 3.12 3.14 3.11) do (
  if not defined BASE call :try py -%%V
)
if not defined BASE call :try python
if not defined BASE call :try python3
goto :eof

:try
%* -c "import sys, ensurepip, venv; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 14) and sys.maxsize > 2**32))" >nul 2>nul
if not errorlevel 1 set "BASE=%*"
goto :eof
