@echo off
rem Runs satcli from a clone: builds it, which is quick when nothing has changed, then starts the built program.
setlocal
set "root=%~dp0"
set "out=%root%Cli\bin\Release\net10.0"
set "stamp=%root%Cli\bin\built"
set "log=%root%Cli\bin\build.log"

where dotnet >nul 2>&1
if errorlevel 1 (
    echo satcli: the .NET 10 SDK is needed and there is no dotnet command: https://dotnet.microsoft.com/download 1>&2
    exit /b 4
)

rem Built again when a source is newer than the stamp of the last build.
if not exist "%out%\satcli.dll" goto build
powershell -NoProfile -Command "if (-not (Test-Path '%stamp%')) { exit 1 }; $t = (Get-Item '%stamp%').LastWriteTimeUtc; $f = Get-ChildItem -Recurse -File -Path '%root%Cli','%root%Contracts','%root%Maps','%root%Settings','%root%Trust','%root%CodeFirst' | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' -and $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($f) { exit 1 }"
if not errorlevel 1 goto run

:build
if not exist "%root%Cli\bin" mkdir "%root%Cli\bin"
type nul >"%stamp%.new"
pushd "%root%"
dotnet build Cli -c Release -v quiet -nologo --tl:off "-clp:ErrorsOnly;NoSummary" >"%log%" 2>&1 <nul
if errorlevel 1 (
    popd
    type "%log%" 1>&2
    exit /b 4
)
popd
move /y "%stamp%.new" "%stamp%" >nul

:run
set "SATCLI_COMMAND=%~f0"
dotnet "%out%\satcli.dll" %*
exit /b %errorlevel%
